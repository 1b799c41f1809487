import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { FastifyInstance, RouteOptions } from "fastify";

/** Every route that servers get while `act` runs, as `METHOD /path`: Fastify tells whoever listens of each server it makes. */
export async function watchRoutes<Result>(act: () => Promise<Result>): Promise<{ result: Result; routes: string[] }> {
  const routes = new Set<string>();
  const add = ({ method, url }: RouteOptions) => {
    for (const one of [method].flat()) routes.add(`${one} ${url}`);
  };
  const watch = (message: unknown) => {
    (message as { fastify: FastifyInstance }).fastify.addHook("onRoute", add);
  };
  subscribe("fastify.initialization", watch);
  const result = await act();
  unsubscribe("fastify.initialization", watch);
  return { result, routes: [...routes].sort() };
}
