import type { ClientView } from "@hiroba/client";
import { PROTOCOL_VERSION } from "@hiroba/protocol";

/** What helps somebody else understand this device's connection: figures only, nothing said, no names, no secrets. */
export function toDiagnostics(view: ClientView | null): string {
  const waiting = view?.outbox.map(({ command, status, attempts }) => `${command} ${status} ${attempts}`) ?? [];
  const lines = {
    at: new Date().toISOString(),
    origin: window.location.origin,
    protocol: PROTOCOL_VERSION,
    browser: navigator.userAgent,
    online: navigator.onLine,
    screen: `${window.innerWidth}x${window.innerHeight} ${document.visibilityState}`,
    rooms: Object.keys(view?.state?.rooms ?? {}).length,
    outbox: waiting,
    ...view?.connection,
  };
  return JSON.stringify(lines, null, 2);
}
