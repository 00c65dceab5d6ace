import { createHmac } from "node:crypto";
import type { Pool } from "undici";

/** Requests under way, of the bare loop and of the workers of queues alike. */
export const IN_FLIGHT = 64;

const KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

export interface Outgoing {
  readonly path: string;
  /** Of the event. */
  readonly id: string;
  readonly type: string;
  readonly attempt: number;
  readonly body: string;
}

/**
 * POST with the headers and both signatures that a delivery of the server has: what the bare loop does over and over,
 * and a worker of a queue with each job.
 * @returns the status
 */
export async function postSigned(pool: Pool, { path, id, type, attempt, body }: Outgoing): Promise<number> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const hex = createHmac("sha256", KEY).update(`${timestamp}.`).update(body).digest("hex");
  const base64 = createHmac("sha256", KEY).update(`${id}.${timestamp}.`).update(body).digest("base64");
  const answer = await pool.request({
    method: "POST",
    path,
    headers: {
      "content-type": "application/json",
      "user-agent": "CallCall-Webhooks/0.1.0",
      "accept-encoding": "identity",
      "x-callcall-signature": `t=${timestamp},v1=${hex}`,
      "x-callcall-timestamp": timestamp,
      "x-callcall-event-id": id,
      "x-callcall-event-type": type,
      "x-callcall-delivery-id": `dlv_${id.slice(4)}`,
      "x-callcall-attempt": String(attempt),
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${base64}`,
    },
    body,
  });
  await answer.body.dump();
  return answer.statusCode;
}
