import { expect, test } from "vitest";
import { contentSecurityPolicy } from "./content-security-policy";

test("scripts run by nonce alone, and nothing is evaluated", () => {
  const policy = contentSecurityPolicy("abc");
  expect(policy).toContain("script-src 'nonce-abc' 'strict-dynamic';");
  expect(policy).not.toContain("unsafe-");
});

test("nobody may frame a page", () => {
  expect(contentSecurityPolicy("abc")).toContain("frame-ancestors 'none'");
});
