import type { FastifyInstance } from "fastify";
import { sendPage } from "../pages/send-page.ts";
import { toOpenApi } from "./document.ts";
import { toDocsPage } from "./page.ts";
import { toSchemas } from "./schemas.ts";

/** Serves the contract: `/v1/openapi.json` for programs, `/v1/docs` for people. Both are made once, at start. */
export function mountOpenApi(fastify: FastifyInstance): void {
  const schemas = toSchemas();
  const json = JSON.stringify(toOpenApi(schemas));
  const page = toDocsPage(schemas);
  fastify.get("/v1/openapi.json", async (_request, reply) => reply.type("application/json; charset=utf-8").send(json));
  fastify.get("/v1/docs", async (_request, reply) => sendPage(reply, page));
}
