import { type Id, limits } from "@hiroba/protocol";

export type Typing = { roomId: Id; userId: Id; typing: boolean };

/**
 * Somebody's typing in a room is told at once, and then not again for so long, in milliseconds: whoever toggles it as fast
 * as they may would fill the slow lines of all the others, and what is said would come behind it.
 */
const TOLD_MS = 1_000;

/** Who is typing where, on every node; and what of it has yet to be told. Moments in milliseconds since 1970. */
export class TypingBook {
  readonly #until = new Map<string, Typing & { until: number }>();
  readonly #toldAt = new Map<string, number>();
  /** The last that was said too soon to be told again. */
  readonly #untold = new Map<string, Typing>();

  /** Notes that somebody types, for as long as one word of it lasts, or has stopped. */
  set(typing: Typing, now: number): void {
    const key = toKey(typing);
    if (typing.typing) this.#until.set(key, { ...typing, until: now + limits.typingSeconds * 1_000 });
    else this.#until.delete(key);
  }

  /** Takes what is to be told; answers whether that is now, or later, as one of those that are `due`. */
  tell(typing: Typing, now: number): boolean {
    const key = toKey(typing);
    if (this.#toldAt.has(key)) {
      this.#untold.set(key, typing);
      return false;
    }
    this.#toldAt.set(key, now);
    return true;
  }

  /** What was held back; it counts as told. */
  due(now: number): Typing[] {
    const due = [...this.#untold.values()];
    this.#untold.clear();
    for (const typing of due) this.#toldAt.set(toKey(typing), now);
    return due;
  }

  /** Those who are typing. */
  here(now: number): Typing[] {
    const all = [...this.#until.values()].filter(({ until }) => until > now);
    return all.map(({ roomId, userId, typing }) => ({ roomId, userId, typing }));
  }

  /** Forgets whose word has run out, and what may be told anew. */
  expire(now: number): void {
    for (const [key, { until }] of this.#until) if (until <= now) this.#until.delete(key);
    for (const [key, at] of this.#toldAt) if (at + TOLD_MS <= now) this.#toldAt.delete(key);
  }
}

function toKey({ roomId, userId }: Typing): string {
  return `${roomId} ${userId}`;
}
