import { buildOpenApi } from "@callcall/contract/openapi";
import type { FastifyInstance } from "fastify";
import type { ApiOptions } from "../options.ts";
import { registerDocs } from "./docs.ts";
import { registerHealth } from "./health.ts";

/** What stands beside `/api/v1` and needs no key. */
export function registerRoot(app: FastifyInstance, { engine, mode, version }: ApiOptions): void {
  registerHealth(app, engine);
  registerDocs(app);

  let document: string | undefined;
  app.get("/openapi.json", { exposeHeadRoute: true }, async (_request, reply) => {
    document ??= JSON.stringify(buildOpenApi({ version, mode }));
    return reply.type("application/json; charset=utf-8").send(document);
  });
}
