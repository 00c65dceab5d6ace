import { randomBytes } from "node:crypto";
import { isId } from "@callcall/contract";
import type { PortalService } from "@callcall/engine";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { DashboardOptions } from "../options.ts";
import { type DashboardFile, readDashboard } from "./files.ts";
import { chooseEncoding, hasTag, wantsPage } from "./negotiate.ts";
import { dashboardHeaders, NONCE_BYTES, NONCE_PLACE } from "./policy.ts";

const NOT_BUILT = `The dashboard is not built.

Run \`npm run build\` in the sources and start again (\`npm start\` does both).
The API works without it: it answers under /api/v1, and its reference is at /docs.
`;

/** Addresses of programs. Whoever mistypes one gets a problem document, even with a browser. */
const NOT_FOR_PEOPLE = /^\/(?:api|assets|docs|healthz|metrics|openapi\.json|readyz|sim)(?:[/?]|$)/;

/** The page, for an address that no route takes. */
export type PageFallback = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined;

/**
 * The dashboard: its page at `/` and at every address that it routes itself, and each of its files as a route of its
 * own, so that no address is ever turned into a path on the disk.
 */
export function registerDashboard(
  app: FastifyInstance,
  { directory, routes }: DashboardOptions,
  portals: PortalService,
): PageFallback {
  const build = readDashboard(directory);
  const sendPage = (reply: FastifyReply, frameAncestors: readonly string[] = []): FastifyReply => {
    if (build === undefined) return reply.code(404).type("text/plain; charset=utf-8").send(NOT_BUILT);
    const nonce = randomBytes(NONCE_BYTES).toString("base64");
    return reply
      .headers(dashboardHeaders(nonce, frameAncestors))
      .type("text/html; charset=utf-8")
      .send(build.page.replaceAll(NONCE_PLACE, nonce));
  };

  for (const path of ["/", ...routes.flatMap((segment) => [`/${segment}`, `/${segment}/*`])]) {
    app.get(path, { exposeHeadRoute: true }, (_request, reply) => sendPage(reply));
  }
  // A link that is not in force gets the page too, which says so: but in no frame.
  for (const path of ["/portal/:id", "/portal/:id/*"]) {
    app.get<{ Params: { id: string } }>(path, { exposeHeadRoute: true }, async ({ params: { id } }, reply) =>
      sendPage(reply, isId("portal", id) ? await portals.allowedOrigins(id) : []),
    );
  }
  for (const file of build?.files ?? []) {
    app.get(file.path, { exposeHeadRoute: true }, (request, reply) => sendFile(file, request, reply));
  }

  return (request, reply) => {
    if (build === undefined || !["GET", "HEAD"].includes(request.method)) return undefined;
    if (!wantsPage(request.headers.accept) || NOT_FOR_PEOPLE.test(request.url)) return undefined;
    return sendPage(reply.code(404));
  };
}

function sendFile(file: DashboardFile, { headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  const encoding = chooseEncoding(headers["accept-encoding"], new Set(file.compressed.keys()));
  const etag = `"${file.etag}${encoding === undefined ? "" : `-${encoding}`}"`;
  reply
    .header("cache-control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache")
    .header("etag", etag);
  if (file.compressed.size > 0) reply.header("vary", "accept-encoding");
  if (hasTag(headers["if-none-match"], etag)) return reply.code(304).send();
  if (encoding !== undefined) reply.header("content-encoding", encoding);
  return reply.type(file.type).send((encoding && file.compressed.get(encoding)) ?? file.bytes);
}
