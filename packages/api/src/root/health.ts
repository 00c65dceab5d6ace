import { Problem } from "@callcall/contract";
import type { Engine } from "@callcall/engine";
import type { FastifyInstance } from "fastify";

/** For load balancers, without a key. `/healthz`: the process answers, and says no more. `/readyz`: it can take work,
 * also while it reaches nobody: what it takes is stored. */
export function registerHealth(app: FastifyInstance, engine: Engine): void {
  app.get("/healthz", { exposeHeadRoute: true }, async () => ({ status: "ok" }));
  app.get("/readyz", { exposeHeadRoute: true }, async () => {
    const readiness = engine.readiness();
    if (!readiness.ready) throw new Problem("unavailable", readiness.reason, { retryAfterSeconds: 1 });
    const { outageMs } = readiness;
    return { status: "ready", ...(outageMs === null ? {} : { outage_seconds: Math.floor(outageMs / 1000) }) };
  });
}
