import type en from "../messages/en.json";
import type { Locale } from "./locale";

/** Every text of the app. English is the shape; a test holds the other languages to it. */
export type Messages = typeof en;

const loaders: Record<Locale, () => Promise<{ default: Messages }>> = {
  en: () => import("../messages/en.json"),
  ja: () => import("../messages/ja.json"),
};

/** The texts of a language, loaded when first asked for. */
export async function loadMessages(locale: Locale): Promise<Messages> {
  return (await loaders[locale]()).default;
}
