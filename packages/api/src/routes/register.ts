import { Readable } from "node:stream";
import { API_PREFIX, DEFAULT_ACCOUNT_ID, type OperationId, ROUTES, type Route } from "@callcall/contract";
import { type Principal, STRANGER } from "@callcall/engine";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Admission, admit } from "../middleware/auth.ts";
import { NO_BODY, readBody, readBytes } from "../middleware/body.ts";
import { refuseOtherSites } from "../middleware/cross-site.ts";
import { singleHeader } from "../middleware/headers.ts";
import { paramsCheck } from "../middleware/path.ts";
import { readQuery } from "../middleware/query.ts";
import { HANDLERS } from "./handlers.ts";
import type { Call, Services } from "./operation.ts";
import { RawJson } from "./raw-json.ts";

declare module "fastify" {
  interface FastifyRequest {
    admission: Admission | null;
    /** Whoever has a valid key or session, though it may not do what it asks for. */
    principal: Principal | null;
    /** Where it comes from, as far as it can be believed. */
    clientIp: string | null;
    /** How much of the body may be read. 0 until the key was found good: strangers are answered unread. */
    bodyLimitBytes: number;
  }
}

/** A call whose values the schemas of its own route have made: what the types of its handler say they are. */
type UntypedHandler = (call: Call<never>) => Promise<unknown>;

// The stream would report itself, and publish already announces event.accepted: nothing more on the hot path.
const UNANNOUNCED: readonly OperationId[] = ["stream.open", "events.publish"];

// Nothing that a call without a body may carry is longer than `{}`.
const NO_BODY_BYTES = 1_024;

type OnResponse = (request: FastifyRequest, reply: FastifyReply, done: () => void) => void;

/** Register every operation of the contract. */
export function registerOperations(app: FastifyInstance, services: Services): void {
  app.decorateRequest("admission", null);
  app.decorateRequest("principal", null);
  app.decorateRequest("clientIp", null);
  app.decorateRequest("bodyLimitBytes", 0);
  app.removeAllContentTypeParsers();
  // By its name as well: what only "*" takes is parsed anew with each request.
  app.addContentTypeParser(["application/json", "*"], async (request: FastifyRequest) =>
    request.bodyLimitBytes === 0 ? undefined : readBytes(request.raw, request.bodyLimitBytes),
  );
  for (const operation of Object.keys(ROUTES) as OperationId[]) {
    registerOperation(app, services, operation, ROUTES[operation], HANDLERS[operation] as UntypedHandler);
  }
}

function registerOperation(
  app: FastifyInstance,
  services: Services,
  operation: OperationId,
  route: Route,
  handler: UntypedHandler,
): void {
  const { engine } = services;
  const bodyRule = route.body ?? NO_BODY;
  const bodyLimitBytes = route.body?.limitBytes ?? NO_BODY_BYTES;
  const checkParams = paramsCheck(route.path);

  app.route({
    method: route.method,
    url: API_PREFIX + route.path.replaceAll(/\{([a-z]+)\}/g, ":$1"),
    onRequest: async (request, reply) => {
      request.clientIp = services.clientAddress(request.raw);
      if (route.scope === "public") refuseOtherSites(request.raw, "open", services.publicUrl());
      else {
        request.admission = await admit(services, request.raw, request.id, route.scope, request.clientIp, (found) => {
          request.principal = found;
        });
        services.bodyRoom.reserve(request.admission.caller.accountId, request.raw, reply.raw, bodyLimitBytes);
      }
      request.bodyLimitBytes = bodyLimitBytes;
    },
    handler: async (request, reply) => {
      const query = readQuery(route.query, request.query as object);
      const body = route.method === "GET" ? undefined : readBody(bodyRule, request.body as Buffer | undefined);
      const params = request.params as Readonly<Record<string, string>>;
      // Last: a malformed id and an unknown one get the same answer, whatever else is wrong with the request.
      checkParams(params);
      const { admission } = request;
      const call = {
        operation,
        services,
        engine,
        admission,
        caller: admission?.caller ?? null,
        params,
        query,
        body,
        request: { id: request.id, raw: request.raw, ip: request.clientIp },
        header: (name: string) => singleHeader(request.raw, name),
        gone: () => goneSignal(reply),
        setCookies: (cookies: readonly string[]) => void reply.header("set-cookie", [...cookies]),
      };
      return sendAnswer(reply.code(route.success.status), await handler(call as unknown as Call<never>));
    },
    onResponse: UNANNOUNCED.includes(operation)
      ? countCall(services, operation, route)
      : [countCall(services, operation, route), announceCall(services)],
  });
}

function goneSignal({ raw }: FastifyReply): AbortSignal {
  const abort = new AbortController();
  const check = (): void => {
    if (!raw.writableFinished) abort.abort();
  };
  if (raw.destroyed) check();
  else raw.once("close", check);
  return abort.signal;
}

function sendAnswer(reply: FastifyReply, answer: unknown): FastifyReply {
  if (answer instanceof RawJson) {
    return reply.headers(answer.headers).type("application/json; charset=utf-8").send(answer.json);
  }
  if (answer instanceof Readable) {
    // Nginx would hold back what is small, and every message is.
    return reply.type("text/event-stream").header("x-accel-buffering", "no").send(answer);
  }
  return reply.send(answer);
}

/** Count every call, the refused ones too. Those without a valid key belong to nobody: the server's own account has them. */
function countCall({ engine }: Services, operation: OperationId, { scope }: Route): OnResponse {
  // Who signs in shows the key only now; who it was stands in the audit log.
  const stranger = scope === "public" ? "Signing in" : "Without a valid key";
  return (request, reply, done) => {
    const { principal, admission } = request;
    engine.apiCalls.count({
      accountId: admission?.caller.accountId ?? principal?.accountId ?? DEFAULT_ACCOUNT_ID,
      actor: principal?.keyId ?? STRANGER,
      actorName: principal?.name ?? stranger,
      ip: request.clientIp ?? "unknown",
      operation,
      status: reply.statusCode,
    });
    done();
  };
}

/** Tell the account's followers of the call, once it is answered. */
function announceCall({ engine, now }: Services): OnResponse {
  return (request, reply, done) => {
    done();
    if (request.admission === null) return;
    const [path = ""] = request.url.split("?", 1);
    engine.stream.announce(request.admission.caller.accountId, {
      kind: "api.call",
      at: new Date(now()).toISOString(),
      method: request.method,
      path,
      response_status: reply.statusCode,
      request_id: request.id,
    });
  };
}
