import { createSecret } from "../authentication/secrets.ts";

const shape = /^hiroba_[\w-]{43}$/;

/** The secret of a personal access token. The prefix lets secret scanners find one that leaked. */
export function createTokenSecret(): string {
  return `hiroba_${createSecret()}`;
}

/** Whether a text can be such a secret at all; nothing else is looked up. */
export function isTokenSecret(text: string): boolean {
  return shape.test(text);
}
