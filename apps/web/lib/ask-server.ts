import type { Failure, Result } from "@hiroba/protocol";

const TIMEOUT_MS = 15_000;

/** Fetches a path that answers with a `Result`. Never rejects; without an answer the error is `UNAVAILABLE`. */
export async function askServer<Data>(path: string, options: RequestInit = {}): Promise<Result<Data>> {
  try {
    const response = await fetch(path, { ...options, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body: unknown = await response.json();
    return isResult<Data>(body) ? body : { ok: false, error: unavailable };
  } catch {
    return { ok: false, error: unavailable };
  }
}

/** The same for a POST of JSON. */
export function postToServer<Data>(path: string, body: unknown, headers: Record<string, string> = {}) {
  return askServer<Data>(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

/** A proxy in between may answer in its own words. */
function isResult<Data>(body: unknown): body is Result<Data> {
  return typeof body === "object" && body !== null && "ok" in body && typeof body.ok === "boolean";
}

const unavailable: Failure = { code: "UNAVAILABLE", message: "No answer", details: {}, requestId: "" };
