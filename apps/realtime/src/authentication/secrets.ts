import { createHash, randomBytes } from "node:crypto";

/** 256 random bits, fit for a URL: nobody guesses it, so a fast hash is enough to keep it by. */
export function createSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** What is stored in place of a secret. */
export function hashSecret(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
