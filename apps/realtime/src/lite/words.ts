import type { ErrorCode, Note } from "@hiroba/protocol";
import { en } from "./words-en.ts";
import { ja } from "./words-ja.ts";

/** Everything that these pages say, in one language. */
export type Words = {
  language: "en" | "ja";
  signIn: string;
  signOut: string;
  signInTo(workspace: string): string;
  username: string;
  password: string;
  notSetUp: string;
  rooms: string;
  noRooms: string;
  archived: string;
  muted: string;
  unread(count: number): string;
  mentions(count: number): string;
  write: string;
  message: string;
  send: string;
  reply: string;
  replyingTo(name: string): string;
  cancelReply: string;
  inReply: string;
  edited: string;
  editedBy(name: string): string;
  deleted: string;
  deletedOf(name: string): string;
  unknownPerson: string;
  older: string;
  newer: string;
  newest: string;
  noMessages: string;
  newLine: string;
  markRead: string;
  live: string;
  refreshing(seconds: number): string;
  plain: string;
  reload: string;
  ended: string;
  timeZone(name: string): string;
  note(kind: Note["kind"], people: { actor: string; person: string; isSelf: boolean; text: string }): string;
  invited(by: string, workspace: string): string;
  inviteRooms(names: string): string;
  yourName: string;
  joinAs(name: string): string;
  join: string;
  passwordHint(least: number): string;
  usernameHint: string;
  back: string;
  fullApp: string;
  failed: string;
  failures: Record<ErrorCode, string>;
  reasons: Record<string, string>;
};

const languages = { en, ja };

/** The first of the browser's languages that these pages speak, else English. */
export function pickWords(acceptLanguage: string | undefined): Words {
  const asked = (acceptLanguage ?? "").split(",").map((part) => {
    const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
    const quality =
      parameters
        .find((it) => it.trim().startsWith("q="))
        ?.trim()
        .slice(2) ?? "1";
    return { language: tag.split("-")[0] ?? "", quality: Number(quality) };
  });
  const known = asked.filter(({ language, quality }) => quality > 0 && Object.hasOwn(languages, language));
  known.sort((left, right) => right.quality - left.quality);
  return languages[(known[0]?.language ?? "en") as keyof typeof languages];
}
