import type { IncomingMessage, Server } from "node:http";
import { Problem } from "@callcall/contract";
import Fastify, { type FastifyInstance } from "fastify";
import { registerDashboard } from "./dashboard/dashboard.ts";
import type { Gate } from "./middleware/auth.ts";
import { createBodyRoom } from "./middleware/body-room.ts";
import { createClientAddress } from "./middleware/client-address.ts";
import { sessionCookies } from "./middleware/cookies.ts";
import { createCursors } from "./middleware/cursor.ts";
import { isRepeated } from "./middleware/headers.ts";
import { handleErrors, sendProblem, toProblem } from "./middleware/problems.ts";
import { stampAnswer } from "./middleware/request-id.ts";
import { createSignInLimit } from "./middleware/sign-in-limit.ts";
import type { ApiOptions } from "./options.ts";
import { registerReceivers } from "./receivers/gate.ts";
import { Reception } from "./receivers/reception.ts";
import { RECEPTION_DEFAULTS } from "./receivers/settings.ts";
import { registerMetrics } from "./root/metrics.ts";
import { registerRoot } from "./root/root.ts";
import { answerNotRouted } from "./routes/not-routed.ts";
import { registerOperations } from "./routes/register.ts";
import { serverOptions, TIMEOUT_DEFAULTS } from "./server/http-server.ts";
import { closeSilentConnections } from "./server/silent-connections.ts";
import { refuseExpectation, refuseOnSocket } from "./server/socket-problems.ts";
import { StreamHub } from "./stream/hub.ts";
import { STREAM_DEFAULTS } from "./stream/settings.ts";

/** `listen`, `inject` and `close` are what a composition root needs of it. */
export type Api = FastifyInstance<Server>;

const STOPPING = new Problem("unavailable", "Cannot take requests: the server is stopping", { retryAfterSeconds: 1 });

/** RFC 9112 wants one Host in every HTTP/1.1 request, and no request with two. */
function refuseHost(request: IncomingMessage): Problem | undefined {
  if (request.headers.host === undefined) {
    if (request.httpVersion !== "1.1") return undefined;
    return new Problem("bad_request", "Cannot read a request without a Host header");
  }
  if (!isRepeated(request, "host")) return undefined;
  return new Problem("bad_request", "Cannot tell which Host header is meant: it stands more than once");
}

/** The HTTP API over an engine. It starts nothing: the caller listens, and starts and stops the engine. */
export function createApi(options: ApiOptions): Api {
  const { engine, logger = false, now, requestIds } = options;
  const streams = new StreamHub(engine.stream, { ...STREAM_DEFAULTS, ...options.stream });
  const clientAddress = createClientAddress(options.trustedProxies ?? []);
  const publicUrl = options.publicUrl ?? (() => null);
  const reception = new Reception(engine, { ...RECEPTION_DEFAULTS, ...options.receivers }, publicUrl);
  let closing = false;

  const app: Api = Fastify({
    ...serverOptions({ ...TIMEOUT_DEFAULTS, ...options.timeouts }),
    genReqId: () => requestIds(),
    clientErrorHandler: (error, socket) => refuseOnSocket(error, socket, requestIds()),
    // Addresses that cannot be decoded: the router fails before any hook runs.
    frameworkErrors: (error, request, reply) => {
      stampAnswer(request, reply);
      sendProblem(request, reply, toProblem(error));
    },
  });
  const closeSilent = closeSilentConnections(app.server);
  app.server.on("checkExpectation", (request, response) => refuseExpectation(request, response, requestIds()));

  app.addHook("onRequest", (request, reply, done) => {
    stampAnswer(request, reply);
    done(closing ? STOPPING : refuseHost(request.raw));
  });
  const { onAnswered } = options;
  if (onAnswered !== undefined) {
    app.addHook("onResponse", (request, reply, done) => {
      const { method, routeOptions } = request;
      onAnswered({ method, route: routeOptions.url ?? null, status: reply.statusCode });
      done();
    });
  }
  app.addHook("preClose", async () => {
    closing = true;
    streams.close();
    reception.close();
    closeSilent();
  });
  app.setErrorHandler(handleErrors(logger));
  answerNotRouted(app, (request, reply) => pageFallback?.(request, reply));

  // The port is known once it listens.
  const port = (): number | undefined => {
    const address = app.server.address();
    return typeof address === "object" ? address?.port : undefined;
  };
  const secure = (): boolean => options.mode === "production" || publicUrl()?.startsWith("https:") === true;
  const gate: Gate = { engine, cookies: () => sessionCookies(secure(), port()), publicUrl };
  registerOperations(app, {
    ...gate,
    cursors: createCursors(options.cursorKey),
    streams,
    reception,
    bodyRoom: createBodyRoom(),
    now,
    clientAddress,
    signIns: createSignInLimit(),
    mode: options.mode,
    version: options.version,
    setup: options.setup,
  });
  registerReceivers(app, reception, now);
  registerRoot(app, options);
  if (options.metrics !== undefined) registerMetrics(app, gate, options.metrics);
  const pageFallback = options.dashboard && registerDashboard(app, options.dashboard, engine.portals);
  return app;
}
