"use client";
import type { Message } from "@hiroba/protocol";
import { memo } from "react";
import { useStore } from "@/store/store";
import { BodyBoundary } from "./body-boundary";
import { drawBody } from "./draw-body";

/** A message's text: Markdown without raw HTML, pictures or other hosts. */
export const MessageBody = memo(function MessageBody({ message }: { message: Message }) {
  const users = useStore(({ view }) => view?.state?.users);
  if (isOnlyEmoji(message.body)) return <p className="text-2xl leading-snug">{message.body}</p>;
  return (
    <BodyBoundary key={message.body} fallback={<p className="whitespace-pre-wrap">{message.body}</p>}>
      <div className="message-body" data-edited={message.editedAt !== null}>
        <Drawn message={message} users={users ?? {}} />
      </div>
    </BodyBoundary>
  );
});

/** Apart, so that the boundary around it catches what drawing throws. */
function Drawn({ message, users }: Parameters<typeof drawBody>[0]) {
  return drawBody({ message, users });
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
