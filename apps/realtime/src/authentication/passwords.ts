import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { CommandError } from "@hiroba/protocol";

// scrypt as OWASP's Password Storage Cheat Sheet gives it for 16 MB a hash: a small machine signs many people in.
const cost = { N: 2 ** 14, r: 8, p: 5 };
const keyLength = 32;

/** A hash that no password has: to check against it costs what checking against a real one costs. */
const nobody = toText(randomBytes(16), randomBytes(keyLength));

/** `scrypt$N$r$p$salt$key`: it names its own cost, so that the cost may rise later. The password is taken as typed. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return toText(salt, await derive(password, salt, cost));
}

/** Whether the password fits the hash. Takes as long when there is none (null), and answers false. */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const [, N, r, p, salt = "", key = ""] = (hash ?? nobody).split("$");
  const expected = Buffer.from(key, "base64url");
  const actual = await derive(password, Buffer.from(salt, "base64url"), { N: Number(N), r: Number(r), p: Number(p) });
  return expected.length === keyLength && timingSafeEqual(actual, expected) && hash !== null;
}

function toText(salt: Buffer, key: Buffer): string {
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

function derive(password: string, salt: Buffer, parameters: typeof cost): Promise<Buffer> {
  return inTurn(
    () =>
      new Promise<Buffer>((resolve, reject) => {
        const options = { ...parameters, maxmem: 256 * parameters.N * parameters.r };
        scrypt(password, salt, keyLength, options, (error, key) => (error ? reject(error) : resolve(key)));
      }),
  );
}

/** Hashes at a time: Node's thread pool has four threads, and files and host names wait for the same ones. */
const AT_ONCE = 2;
/** Longer than this the last in line would wait for half a minute. */
const LINE = 100;
const waiting: (() => void)[] = [];
let running = 0;

async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (waiting.length >= LINE) {
    throw new CommandError("UNAVAILABLE", "Too many people are signing in at once.", { retryAfter: 30 });
  }
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    // The place goes to the next in line, or is free.
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
