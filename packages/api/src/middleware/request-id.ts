import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * On every answer. Answers are data for programs: nothing may cache them, guess their type, frame them
 * or run them as a page. `request.id` is ours alone: an id sent by the client would let it forge log lines.
 */
const EVERY_ANSWER = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

export function stampAnswer(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(EVERY_ANSWER).header("x-request-id", request.id);
}
