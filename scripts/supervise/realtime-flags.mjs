/** What Node.js is started with for realtime; docs/decisions/013 says why. The benchmark starts it alike. */
export const realtimeFlags = ["--max-semi-space-size=32"];
