import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { collectBytes } from "../middleware/body.ts";
import { sendProblem } from "../middleware/problems.ts";
import { NO_SUCH_ADDRESS } from "../routes/not-routed.ts";
import { joinHeaders } from "./arrival.ts";
import type { Reception } from "./reception.ts";

/** Statuses whose answers have no body. */
const BODILESS: readonly number[] = [204, 205, 304];

/** The addresses of test receivers: at the root, without a key, for any method. */
export function registerReceivers(app: FastifyInstance, reception: Reception, now: () => number): void {
  app.all("/sim/r/:id", {
    // Before Fastify looks at the body: a receiver takes any content-type, and none.
    onRequest: async (request, reply) => receive(request, reply),
    handler: async () => undefined,
  });

  async function receive(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const desk = await reception.find((request.params as { id: string }).id);
    if (desk === undefined) return sendProblem(request, reply, NO_SUCH_ADDRESS);
    const leave = reception.enter(desk.id);
    try {
      const body = await collectBytes(request.raw, reception.settings.requestBytes);
      const { id, method } = request;
      const plan = await reception.receive(desk, {
        id,
        atMs: now(),
        method,
        headers: joinHeaders(request.raw.headers),
        body,
      });
      const afterMs = plan.kind === "reset" ? 0 : plan.afterMs;
      await reception.hold(afterMs, (stopWaiting) => {
        if (reply.raw.destroyed) stopWaiting();
        else reply.raw.once("close", stopWaiting);
      });
      if (plan.kind === "respond") {
        const answer = BODILESS.includes(plan.status) ? undefined : JSON.stringify({ received: plan.status < 300 });
        return reply.code(plan.status).headers(plan.headers).type("application/json; charset=utf-8").send(answer);
      }
      reply.hijack();
      if (plan.kind === "reset") request.raw.socket.resetAndDestroy();
      else request.raw.socket.destroy();
      return reply;
    } finally {
      leave();
    }
  }
}
