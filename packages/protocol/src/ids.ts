import { z } from "zod";

/** UUID of any version, lower case. Whoever creates a thing chooses its id with `newId` (rule L4). */
export const idSchema = z.uuid().lowercase("must be in lower case");
export type Id = string;

/**
 * A new UUIDv7: 48 bits of Unix milliseconds, then 74 random bits, so ids made later sort later (RFC 9562, section 5.7).
 * Works in browsers on plain http too, where `crypto.randomUUID` is missing.
 */
export function newId(now: number = Date.now()): Id {
  const bytes = drawBytes();
  for (let index = 0; index < 6; index++) bytes[index] = Math.floor(now / 2 ** (8 * (5 - index))) % 256;
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  // Joined, not added up: a sum of strings is kept as its twenty parts, and ids are kept for long.
  return Array.from(bytes, (byte, index) => (dashes.has(index) ? `-${hex[byte]}` : hex[byte])).join("");
}

const dashes = new Set([4, 6, 8, 10]);
const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

// A draw costs more than an id, so it is made for many ids at once; each part of it is used once.
const drawn = new Uint8Array(16 * 64);
let used = drawn.length;

function drawBytes(): Uint8Array {
  if (used === drawn.length) {
    crypto.getRandomValues(drawn);
    used = 0;
  }
  used += 16;
  return drawn.subarray(used - 16, used);
}
