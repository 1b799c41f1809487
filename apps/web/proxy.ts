import { type NextRequest, NextResponse } from "next/server";
import { contentSecurityPolicy } from "@/lib/content-security-policy";

/**
 * Lets nothing but reading through, and gives every page its own nonce. Whatever the client sent under these names is
 * overwritten: Next takes the nonce from the request's header, and a nonce that somebody else chose would let their script
 * run.
 */
export function proxy(request: NextRequest) {
  // There are no Server Actions. Next would parse what is posted to one, and draw a page for it, before it says so.
  if (request.method !== "GET" && request.method !== "HEAD") {
    return new NextResponse(null, { status: 405, headers: { allow: "GET, HEAD" } });
  }
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.delete("content-security-policy-report-only");
  headers.set("x-nonce", nonce);
  headers.set("x-address", request.nextUrl.pathname + request.nextUrl.search);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("referrer-policy", "same-origin");
  response.headers.set("permissions-policy", "camera=(), geolocation=(), microphone=()");
  return response;
}

// Everything that renders: an exception for prefetches would leave a way in for a nonce of the client's choice.
export const config = { matcher: ["/((?!_next/static/).*)"] };
