import { Info } from "lucide-react";
import { useTranslations } from "next-intl";
import { isLocalHost } from "@/lib/is-local-host";

/** Says, where this page was opened at an address that only this computer understands, why links from here lead nowhere. */
export function LocalAddressNote() {
  const t = useTranslations("devices.local");
  const { hostname, host, port, protocol } = window.location;
  if (!isLocalHost(hostname)) return null;
  const example = `${protocol}//192.168.0.10${port && `:${port}`}`;
  return (
    <div className="phrased flex gap-2.5 rounded-md bg-highlight px-3 py-2.5 text-sm">
      <Info aria-hidden size={18} className="mt-0.5 shrink-0" />
      <div className="grid gap-1">
        <p className="font-medium">{t("title")}</p>
        <p>{t("text", { host, example })}</p>
      </div>
    </div>
  );
}
