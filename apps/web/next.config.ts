import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  transpilePackages: ["@hiroba/client", "@hiroba/protocol"],
  // TypeScript 7 has no JavaScript API for Next to call; `pnpm types` checks instead.
  typescript: { ignoreBuildErrors: true },
  // The optimiser is a way in for other people's servers and files; nothing here needs it.
  images: { unoptimized: true },
  devIndicators: false,
};

export default config;
