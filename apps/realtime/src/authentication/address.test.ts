import { expect, test } from "vitest";
import { toAddressKey } from "./address.ts";

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["::FFFF:192.0.2.1", "192.0.2.1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:1:2::", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["2001:db8:0:0:ffff:ffff:192.0.2.1", "2001:db8:0:0::/64"],
  ["", ""],
])("%s counts as %s", (address, key) => {
  expect(toAddressKey(address)).toBe(key);
});

test("rotating through a /64 is one address, leaving it is another", () => {
  const keys = ["::1", "::2", ":ffff:ffff:ffff:ffff"].map((host) => toAddressKey(`2001:db8:7:9${host}`));
  expect(new Set(keys).size).toBe(1);
  expect(toAddressKey("2001:db8:7:a::1")).not.toBe(keys[0]);
});
