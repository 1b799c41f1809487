import { type Id, idSchema } from "@hiroba/protocol";
import { z } from "zod";

/**
 * How a room is looked at: `live` in frames, where new messages stream in, or `plain` as one page; with `refresh` the
 * page, or the frame, is fetched again every so many seconds, for whatever cannot stream.
 */
export type View = { view: "live" | "plain"; refresh?: number | undefined };

const refreshSchema = z.coerce.number().int().min(3).max(3_600).optional().catch(10);
const viewSchema = z.enum(["live", "plain"]);

/** Reads a view from an address or a form. Browsers that have frames get them unless they ask otherwise. */
export function parseView(values: Record<string, unknown>, userAgent: string | undefined): View {
  const asked = viewSchema.safeParse(values.view);
  // Every browser with frames has called itself Mozilla 5 since frames had names; text browsers call themselves by theirs.
  const view = asked.success ? asked.data : userAgent?.startsWith("Mozilla/5") ? "live" : "plain";
  return { view, refresh: refreshSchema.parse(values.refresh || undefined) };
}

/** A room's page, or something of it. */
export function toRoomPath(
  roomId: Id,
  part: "" | "/stream" | "/write" | "/messages" | "/read" = "",
  query: Query = {},
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return `/lite/rooms/${roomId}${part}${search.size > 0 ? `?${search}` : ""}`;
}

type Query = Record<string, string | number | undefined>;

/** Where to go after signing in: the room that was asked for, or the list. Never anywhere else. */
export function parseNext(next: unknown): string {
  const roomId = typeof next === "string" ? /^\/lite\/rooms\/([^/?#]+)$/u.exec(next)?.[1] : undefined;
  return idSchema.safeParse(roomId).success ? String(next) : "/lite";
}
