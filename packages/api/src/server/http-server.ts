import type { Server } from "node:http";
import type { FastifyHttpOptions } from "fastify";
import type { ApiTimeouts } from "../options.ts";
import { WholeAnswer } from "./whole-answer.ts";

export const TIMEOUT_DEFAULTS: ApiTimeouts = {
  headersMs: 10_000,
  // The largest body (8 MiB) at 280 KB/s.
  requestMs: 30_000,
  // Longer than the 60 s after which the usual load balancer closes an idle connection: it is then the one
  // to close, and never sends a request into a socket that we are closing.
  keepAliveMs: 72_000,
  // Longer than the longest attempt of a webhook test (30 s) and than eight heartbeats of a stream.
  inactiveMs: 120_000,
  checkMs: 1_000,
};

export const HEADER_BYTES: number = 16 * 1024;

/** What the HTTP server accepts before any route is looked for. */
export function serverOptions(timeouts: ApiTimeouts): FastifyHttpOptions<Server> {
  return {
    // Request logging costs more than half of the publish rate; failures are logged by the error handler.
    logger: false,
    connectionTimeout: timeouts.inactiveMs,
    keepAliveTimeout: timeouts.keepAliveMs,
    requestTimeout: timeouts.requestMs,
    // Of X-Forwarded-For, -Host and -Proto nothing is believed; links are made from configuration.
    trustProxy: false,
    // Once closing, requests on open connections are refused by our own hook, as problem documents.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    requestIdHeader: false,
    routerOptions: {
      // The cap on headers bounds it; a long id is unknown like any other.
      maxParamLength: HEADER_BYTES,
    },
    http: {
      ServerResponse: WholeAnswer,
      insecureHTTPParser: false,
      maxHeaderSize: HEADER_BYTES,
      headersTimeout: timeouts.headersMs,
      requestTimeout: timeouts.requestMs,
      connectionsCheckingInterval: timeouts.checkMs,
      // Node would answer a missing Host with an empty 400; a hook answers it with a problem document.
      requireHostHeader: false,
      // Finds peers that vanished without closing, which a silent stream never would.
      keepAlive: true,
      noDelay: true,
    },
  };
}
