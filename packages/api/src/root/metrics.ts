import type { FastifyInstance } from "fastify";
import { admit, type Gate } from "../middleware/auth.ts";
import type { MetricsPage } from "../options.ts";

/**
 * What the server measures, over all accounts: for operators alone, in development as well. It tells of every
 * tenant's traffic, and rendering it is work.
 */
export function registerMetrics(app: FastifyInstance, gate: Gate, metrics: () => Promise<MetricsPage>): void {
  app.get("/metrics", {
    exposeHeadRoute: false,
    onRequest: async (request) => {
      await admit(gate, request.raw, request.id, "operator", null, () => {});
    },
    handler: async (_request, reply) => {
      const { contentType, text } = await metrics();
      return reply.header("cache-control", "no-store").type(contentType).send(text);
    },
  });
}
