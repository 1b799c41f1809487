import type { Messages as Texts } from "./lib/messages";

declare module "next-intl" {
  // biome-ignore lint/style/useConsistentTypeDefinitions: next-intl reads its types from this interface.
  interface AppConfig {
    Messages: Texts;
  }
}
