import { Problem, type ProblemCode } from "@callcall/contract";
import { StoreError } from "@callcall/store";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ApiLogger } from "../options.ts";

export const PROBLEM_TYPE = "application/problem+json";

/** One text for every missing resource: a foreign id, an unknown one and a malformed one must look alike. */
const NOT_FOUND = "There is no such resource in this account";

/** Turn whatever was thrown into the refusal to answer with. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error.code === "not_found" ? new Problem("not_found", NOT_FOUND) : error;
  if (error instanceof StoreError) return storeProblem(error);
  const code = frameworkProblem(error);
  return code === undefined ? internalError(error) : new Problem(code, "Cannot read this request");
}

function storeProblem(error: StoreError): Problem {
  const later = { retryAfterSeconds: 1, cause: error };
  switch (error.reason) {
    case "full":
      // Somebody, or a retention, has to make space first: longer than a store takes to come back.
      return new Problem("storage_full", "Cannot store anything: no space is left", {
        retryAfterSeconds: 5,
        cause: error,
      });
    case "ambiguous":
      return new Problem(
        "unavailable",
        "Cannot tell whether this was stored; try again with an idempotency key",
        later,
      );
    case "unavailable":
    case "io":
      return new Problem("unavailable", "Cannot reach the storage now; try again", later);
    case "locked":
    case "incompatible":
      return internalError(error);
  }
}

/** The message of an unforeseen error may hold anything: it goes to the log, never to the client. */
function internalError(cause: unknown): Problem {
  return new Problem("internal_error", "Something failed on our side; the request id finds it in our log", { cause });
}

/** Fastify's own refusals carry a status below 500. */
function frameworkProblem(error: unknown): ProblemCode | undefined {
  if (!(error instanceof Error) || !("statusCode" in error) || typeof error.statusCode !== "number") return undefined;
  if (error.statusCode === 413) return "payload_too_large";
  if (error.statusCode === 415) return "unsupported_media_type";
  return error.statusCode >= 400 && error.statusCode < 500 ? "bad_request" : undefined;
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.code === "unauthorized") reply.header("www-authenticate", "Bearer");
  if (problem.retryAfterSeconds !== undefined) reply.header("retry-after", String(problem.retryAfterSeconds));
  if (isArriving(request)) reply.header("connection", "close");
  return reply
    .code(problem.status)
    .type(PROBLEM_TYPE)
    .send(Buffer.from(JSON.stringify(problem.toDocument(request.id))));
}

/** A refused body that is still on its way: closing spares us from reading terabytes only to drop them. */
function isArriving({ raw: { complete, headers } }: FastifyRequest): boolean {
  return !complete && (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0);
}

/** Every error of a request ends here. What failed beneath us is logged: without the query, the headers, the body. */
export function handleErrors(logger: ApiLogger | false) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const problem = toProblem(error);
    if (problem.status >= 500 && problem.cause !== undefined && logger !== false) {
      const { method, url } = request.routeOptions;
      logger.error({ err: problem.cause, request_id: request.id, method, route: url }, problem.code);
    }
    return sendProblem(request, reply, problem);
  };
}
