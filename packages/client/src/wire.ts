import { createConnection } from "./connection/connection.ts";
import type { Part, PartContext } from "./device.ts";
import { createOutbox } from "./outbox/outbox.ts";
import type { SyncClientOptions } from "./sync-client.ts";
import { createHttp, type Http } from "./transports/http.ts";
import type { OpenLink, Traffic } from "./transports/link.ts";
import { createLongPollTransport, createPollTransport } from "./transports/polling.ts";
import { createSocketTransport } from "./transports/socket.ts";
import { createSseTransport } from "./transports/sse.ts";
import type { TransportChoice, TransportName } from "./view.ts";

/** What leads from here to one server: plain HTTP, and a part that holds a connection and an outbox of its own. */
export type Wire = { http: Http; choice: TransportChoice; createOwnPart(context: PartContext): Part };

/** Lays the wire; nothing is sent before its part is started. */
export function createWire({ url, token, store, transport: choice = "auto" }: SyncClientOptions): Wire {
  const traffic: Traffic = { bytesIn: 0, bytesOut: 0, requests: 0 };
  let handleTraffic = () => {};
  const count = (more: Partial<Traffic>) => {
    for (const name of ["bytesIn", "bytesOut", "requests"] as const) traffic[name] += more[name] ?? 0;
    handleTraffic();
  };
  const http = createHttp({ url, token, count });
  const transports: Record<TransportName, OpenLink> = {
    websocket: createSocketTransport({ url, token, transport: "websocket", count }),
    polling: createSocketTransport({ url, token, transport: "polling", count }),
    sse: createSseTransport(http),
    "long-poll": createLongPollTransport(http),
    poll: createPollTransport(http),
  };

  const createOwnPart = ({ events, outbox, since }: PartContext): Part => {
    handleTraffic = events.handleView;
    const line = createConnection(
      {
        transports,
        choice,
        since,
        callDirectly: http.command,
        isReachable: http.isReachable,
        traffic: () => traffic,
        handleProven: (name) => void store.writeDevice({ transport: name }).catch(() => undefined),
      },
      events,
    );
    return { line, outbox: createOutbox(outbox), isKeeping: true };
  };
  return { http, choice, createOwnPart };
}
