"use client";
import type { Message } from "@hiroba/protocol";
import { memo, useMemo } from "react";
import Markdown, { type Options } from "react-markdown";
import remarkGfm from "remark-gfm";
import { useStore } from "@/store/store";
import { BodyBoundary } from "./body-boundary";
import { bodyParts } from "./body-parts";
import { remarkChat } from "./remark-chat";

/** A message's text: Markdown without raw HTML, pictures or other hosts. */
export const MessageBody = memo(function MessageBody({ message }: { message: Message }) {
  const plugins = usePlugins(message);
  if (isOnlyEmoji(message.body)) return <p className="text-2xl leading-snug">{message.body}</p>;
  return (
    <BodyBoundary key={message.body} fallback={<p className="whitespace-pre-wrap">{message.body}</p>}>
      <div className="message-body" data-edited={message.editedAt !== null}>
        <Markdown remarkPlugins={plugins} components={bodyParts} disallowedElements={["section"]}>
          {message.body}
        </Markdown>
      </div>
    </BodyBoundary>
  );
});

function usePlugins({ mentions }: Message): Options["remarkPlugins"] {
  const users = useStore(({ view }) => view?.state?.users);
  return useMemo(() => {
    const called = new Map(mentions.userIds.flatMap((id) => (users?.[id] ? [[users[id].username, id] as const] : [])));
    return [
      [remarkGfm, { singleTilde: false }],
      [remarkChat, { called, room: mentions.room }],
    ];
  }, [mentions, users]);
}

/** One to three emoji and nothing else are shown large. */
function isOnlyEmoji(body: string): boolean {
  if (body.length > 40) return false;
  const segments = [...new Intl.Segmenter().segment(body.replace(/\s/gu, ""))];
  return (
    segments.length <= 3 &&
    segments.every(({ segment }) => /^(?:\p{Extended_Pictographic}|\p{RI}\p{RI})/u.test(segment))
  );
}
