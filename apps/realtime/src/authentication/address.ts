import { isIPv6 } from "node:net";

/**
 * What stands for an address where attempts are counted: an IPv4 address itself, an IPv6 address by its /64, since
 * whoever has one address of such a network has all 2^64 of it (CVE-2026-45364 is the attack on counting each).
 */
export function toAddressKey(address: string): string {
  const plain = address.replace(/%.*$/, "").toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  if (mapped) return mapped;
  return isIPv6(plain) ? `${toGroups(plain).slice(0, 4).join(":")}::/64` : plain;
}

function toGroups(address: string): string[] {
  // URL writes every spelling of an address in one way: shortest, with hexadecimal groups only.
  const [left = "", right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const before = left === "" ? [] : left.split(":");
  if (right === undefined) return before;
  const after = right === "" ? [] : right.split(":");
  return [...before, ...Array<string>(8 - before.length - after.length).fill("0"), ...after];
}
