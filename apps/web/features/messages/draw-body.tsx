import type { Message, User } from "@hiroba/protocol";
import type { ReactElement } from "react";
import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";
import { bodyParts } from "./body-parts";
import { remarkChat } from "./remark-chat";
import { remarkLimits } from "./remark-limits";

type Users = Readonly<Record<string, User>>;

/** Messages never change in place, so what was drawn for one is good for as long as it is held. */
const drawn = new WeakMap<Message, { users: Users; element: ReactElement }>();

/** A message's Markdown, parsed once per message: switching rooms and scrolling back draw what is there. */
export function drawBody({ message, users }: { message: Message; users: Users }): ReactElement {
  const held = drawn.get(message);
  // Only mentions depend on people: a username may have changed.
  if (held && (held.users === users || message.mentions.userIds.length === 0)) return held.element;
  const element = isPlain(message.body) ? <p>{message.body}</p> : parse(message, users);
  drawn.set(message, { users, element });
  return element;
}

function parse({ body, mentions }: Message, users: Users): ReactElement {
  const called = new Map(mentions.userIds.flatMap((id) => (users[id] ? [[users[id].username, id] as const] : [])));
  return Markdown({
    children: body,
    components: bodyParts,
    disallowedElements: ["section"],
    urlTransform: (address) => (isWelcome(address) ? address : ""),
    remarkPlugins: [
      [remarkLimits, body],
      [remarkGfm, { singleTilde: false }],
      [remarkChat, { called, room: mentions.room }],
    ],
  });
}

/** Whether an address leads to a page or to mail, or has no scheme at all; anything else, such as `javascript:`, is no link. */
function isWelcome(address: string): boolean {
  return /^(?:https?|mailto):/iu.test(address) || !/^[^/?#]*:/u.test(address);
}

/** Most messages hold nothing that Markdown knows: one line without its signs, links or mentions. */
function isPlain(body: string): boolean {
  return !/[*_~`#>[\]|\\<&@\n]|:\/\/|www\.|^\s|^\d+[.)]|^[-+=]/iu.test(body);
}
