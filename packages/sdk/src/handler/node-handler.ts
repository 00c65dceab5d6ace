import { type NodeRequest, readNodeBody } from "./read-body.ts";
import { createReceiver, type WebhookHandlerOptions } from "./receive.ts";

/** What is needed of Node's `ServerResponse`, which Express's `res` is too. */
export interface NodeResponse {
  writeHead(status: number, headers: Record<string, string>): { end(body: string): unknown };
}

/**
 * A handler for Node's `http` server and for Express:
 * `app.post("/webhook", nodeWebhookHandler({ secret, on, onError }))`.
 *
 * Mount it without a body parser. Behind `express.json()` it still works, as best effort: the body it
 * verifies is then the parsed one, serialised again (see `verifyWebhookSignature`).
 *
 * Answers as `webhookHandler` does.
 *
 * @throws TypeError when the secret is missing or empty.
 */
export function nodeWebhookHandler<Custom extends object = Record<never, never>>(
  options: WebhookHandlerOptions<Custom>,
): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  const receive = createReceiver(options);
  return async (request, response) => {
    const { status, body } = await receive({
      signature: request.headers["x-callcall-signature"],
      timestamp: request.headers["x-callcall-timestamp"],
      // A body parser has been here when the stream has ended: what it left is all there is.
      read: async (limitBytes) =>
        request.readableEnded ? (request.body ?? "") : await readNodeBody(request, limitBytes),
    });
    // The rest of a body that was too large is never read, so this connection can carry no other request.
    const close = status === 413 ? { connection: "close" } : undefined;
    response.writeHead(status, { "content-type": "application/json", ...close }).end(body);
  };
}
