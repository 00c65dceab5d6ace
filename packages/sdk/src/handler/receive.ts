import type { UnlistedEvent, WebhookEvent } from "../events/event.ts";
import { readEvent } from "../events/read-event.ts";
import type { HeaderValue } from "../signature/header.ts";
import { payloadBytes } from "../signature/payload.ts";
import { listSecrets, type Secrets } from "../signature/secret.ts";
import type { Freshness } from "../signature/timestamp.ts";
import { verifyWebhookSignature } from "../signature/web.ts";
import { DEFAULT_LIMIT_BYTES } from "./read-body.ts";

/** Settings of the handler adapters. `Custom` names the event types of your account, as in `WebhookEvent`. */
export interface WebhookHandlerOptions<Custom extends object = Record<never, never>> extends Freshness {
  /** `whsec_…`; a list while you rotate. */
  secret: Secrets;
  /** A handler per event type. The delivery is acknowledged when its handler returns or resolves. */
  on: {
    [Event in WebhookEvent<Custom> as Exclude<Event["type"], UnlistedEvent["type"]>]?: (event: Event) => unknown;
  };
  /** Handles the types that `on` does not list. Without it they are acknowledged and dropped. */
  otherwise?: (event: WebhookEvent<Custom>) => unknown;
  /** Told of every error a handler throws; the sender sees only a 500, and tries again. `console.error` will do. */
  onError: (error: unknown, event: WebhookEvent<Custom>) => void;
  /** The largest body that is read, in bytes. Default 1 MiB. */
  limitBytes?: number;
}

/** A status and the JSON to answer with. */
export interface Answer {
  readonly status: 200 | 400 | 413 | 500;
  readonly body: string;
}

// One answer for a bad signature, a stale timestamp and a body that is no event: whoever sends forgeries
// learns nothing from it. The consumer's own developer asks `diagnoseSignature`.
const REFUSED: Answer = { status: 400, body: '{"error":"invalid_webhook"}' };
const TOO_LARGE: Answer = { status: 413, body: '{"error":"payload_too_large"}' };
const RECEIVED: Answer = { status: 200, body: '{"received":true}' };
const FAILED: Answer = { status: 500, body: '{"error":"handler_failed"}' };

/** One request, however it came. */
export interface ReceivedRequest {
  readonly signature: HeaderValue;
  readonly timestamp: HeaderValue;
  /** Reads the body. Undefined when it is larger than the limit; rejects when it breaks off. */
  read(limitBytes: number): Promise<unknown>;
}

/**
 * Reads a request, verifies it, calls the handler of its event, and says what to answer.
 * @throws TypeError when the secret is missing or empty: at start, not at the first delivery.
 */
export function createReceiver<Custom extends object>(
  options: WebhookHandlerOptions<Custom>,
): (request: ReceivedRequest) => Promise<Answer> {
  const { secret, otherwise, onError, limitBytes = DEFAULT_LIMIT_BYTES } = options;
  listSecrets(secret);
  // A Map, since the type comes from the body: `on["constructor"]` would be a function.
  const handlers = new Map(Object.entries<((event: never) => unknown) | undefined>(options.on));

  return async (request) => {
    const body = await readBody(request);
    if (body === "too_large") return TOO_LARGE;
    const event = body && (await verifiedEvent(request, body));
    if (event === undefined) return REFUSED;
    try {
      await (handlers.get(event.type) ?? otherwise)?.(event as never);
      return RECEIVED;
    } catch (error) {
      onError(error, event);
      return FAILED;
    }
  };

  async function readBody(request: ReceivedRequest): Promise<Uint8Array | "too_large" | undefined> {
    try {
      const payload = await request.read(limitBytes);
      return payload === undefined ? "too_large" : payloadBytes(payload);
    } catch {
      return undefined; // The client went away: nobody is left to tell.
    }
  }

  async function verifiedEvent({ signature, timestamp }: ReceivedRequest, body: Uint8Array) {
    return (await verifyWebhookSignature(body, signature, timestamp, secret, options)) ? readEvent(body) : undefined;
  }
}
