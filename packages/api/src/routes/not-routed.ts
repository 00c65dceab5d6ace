import { Problem } from "@callcall/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { PageFallback } from "../dashboard/dashboard.ts";
import { sendProblem } from "../middleware/problems.ts";

export const NO_SUCH_ADDRESS: Problem = new Problem("route_not_found", "Cannot find this address: see /openapi.json");

/**
 * Answer what no route takes: a known address with another method, or no address at all, which may be the page's to
 * explain. Call it before any route is registered.
 */
export function answerNotRouted(app: FastifyInstance, page: PageFallback): void {
  const known: { readonly methods: readonly string[]; readonly pattern: RegExp }[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    const pattern = url
      .replaceAll(".", "\\.")
      .replaceAll("*", ".*")
      .replaceAll(/:[a-z]+/g, "[^/]+");
    known.push({ methods: [method].flat(), pattern: new RegExp(`^${pattern}$`) });
  });

  app.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    const [path = ""] = request.url.split("?", 1);
    const methods = known.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods);
    if (methods.length === 0) {
      const shown = page(request, reply);
      if (shown !== undefined) return shown;
      return sendProblem(request, reply, NO_SUCH_ADDRESS);
    }
    const allow = [...new Set(methods)].join(", ");
    reply.header("allow", allow);
    return sendProblem(
      request,
      reply,
      new Problem("method_not_allowed", `Cannot ${request.method} this address: it takes ${allow}`),
    );
  });
}
