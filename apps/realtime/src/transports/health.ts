import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { App } from "../context.ts";

/**
 * `/health` for whoever watches over this node, `/metrics` for Prometheus on the same machine. A node that no longer
 * listens is stopping: it serves whom it has and wants nobody new.
 */
export function mountHealth(fastify: FastifyInstance, app: App, isListening: () => boolean): void {
  fastify.get("/health", async (_request, reply) => {
    const ok = isListening() && (await canServe(app));
    return reply.code(ok ? 200 : 503).send({ ok });
  });

  const metrics = createMetrics(app);
  fastify.get("/metrics", async (request, reply) => {
    const isRelayed = relayed.some((name) => request.headers[name] !== undefined);
    if (isRelayed || !isLoopback(request.socket.remoteAddress)) return reply.callNotFound();
    return reply.type(metrics.contentType).send(await metrics.metrics());
  });
}

/** What proxies add to a request. */
const relayed = ["x-forwarded-for", "forwarded", "via"];

const PATIENCE_MS = 2_000;

async function canServe({ db }: App): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const answers = db.pool.query("SELECT 1").then(
    () => true,
    () => false,
  );
  const result = await Promise.race([answers, late]);
  clearTimeout(timer);
  return result;
}

function createMetrics(app: App): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: "hiroba_connections",
    help: "Open sockets, event streams and waiting long polls of this node",
    registers: [registry],
    collect() {
      this.set([...app.hub.all()].length);
    },
  });
  new Gauge({
    name: "hiroba_log_position",
    help: "The seq of the newest event this node has delivered",
    registers: [registry],
    collect() {
      this.set(app.tail.position());
    },
  });
  return registry;
}

function isLoopback(address = ""): boolean {
  return address === "::1" || address.startsWith("127.") || address.startsWith("::ffff:127.");
}
