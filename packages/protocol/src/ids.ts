import { z } from "zod";

/** UUID of any version, lower case. Whoever creates a thing chooses its id with `newId` (rule L4). */
export const idSchema = z.uuid().lowercase();
export type Id = string;

/**
 * A new UUIDv7: 48 bits of Unix milliseconds, then 74 random bits, so ids made later sort later (RFC 9562, section 5.7).
 * Works in browsers on plain http too, where `crypto.randomUUID` is missing.
 */
export function newId(now: number = Date.now()): Id {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let index = 0; index < 6; index++) bytes[index] = Math.floor(now / 2 ** (8 * (5 - index))) % 256;
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
