import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "@/features/shell/providers";
import { LOCALE_COOKIE, pickLocale } from "@/lib/locale";
import { loadMessages } from "@/lib/messages";
import { isTheme, THEME_COOKIE } from "@/lib/theme";
import "./theme.css";

export const metadata: Metadata = {
  title: { default: "Hiroba", template: "%s · Hiroba" },
  applicationName: "Hiroba",
  appleWebApp: { capable: true, title: "Hiroba", statusBarStyle: "default" },
  formatDetection: { telephone: false, address: false, email: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  // The page shrinks above the virtual keyboard, so that the composer stays in sight.
  interactiveWidget: "resizes-content",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f6f2ed" },
    { media: "(prefers-color-scheme: dark)", color: "#16181d" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [cookie, header] = await Promise.all([cookies(), headers()]);
  const locale = pickLocale(cookie.get(LOCALE_COOKIE)?.value, header.get("accept-language"));
  const theme = cookie.get(THEME_COOKIE)?.value;
  return (
    <html lang={locale} data-theme={isTheme(theme) ? theme : "auto"} suppressHydrationWarning>
      <body>
        <Providers locale={locale} messages={await loadMessages(locale)} nonce={header.get("x-nonce") ?? ""}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
