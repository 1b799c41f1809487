import type { BrowserContext } from "playwright-core";

/**
 * Watches over all pages of a device: whatever they ask of any other host, whatever breaks in them, and whatever the
 * content security policy refuses, is a problem. Answers the list, which grows.
 */
export function watch(context: BrowserContext, host: string): string[] {
  const problems: string[] = [];
  context.on("request", (request) => {
    const { protocol, host: asked } = new URL(request.url());
    if (protocol !== "blob:" && protocol !== "data:" && asked !== host) problems.push(`asked ${request.url()}`);
  });
  context.on("console", (message) => {
    if (message.type() === "error" && !isNetwork(message.text())) problems.push(message.text());
  });
  context.on("weberror", (error) => void problems.push(String(error.error().stack)));
  return problems;
}

/** Requests that were refused or did not get through: stories see what comes of those. */
function isNetwork(text: string): boolean {
  return /^Failed to load resource|^WebSocket connection to|error occurred when fetching the script/u.test(text);
}
