import { readFetchBody } from "./read-body.ts";
import { createReceiver, type WebhookHandlerOptions } from "./receive.ts";

/**
 * A handler for everything that speaks the Fetch API: Deno, Bun, Workers, Next.js, Hono, SvelteKit.
 *
 * ```ts
 * export const POST = webhookHandler({
 *   secret: WEBHOOK_SECRET,
 *   on: { "customer.qualified": async ({ data }) => { await callBack(data.customer_id); } },
 *   onError: console.error,
 * });
 * ```
 *
 * Answers 200 `{"received":true}`; 400 when the signature or the body is not a delivery's, without saying
 * which; 413 above the size limit; 500 when a handler throws, so that the platform sends the event again.
 *
 * @throws TypeError when the secret is missing or empty.
 */
export function webhookHandler<Custom extends object = Record<never, never>>(
  options: WebhookHandlerOptions<Custom>,
): (request: Request) => Promise<Response> {
  const receive = createReceiver(options);
  return async (request) => {
    const { status, body } = await receive({
      signature: request.headers.get("x-callcall-signature"),
      timestamp: request.headers.get("x-callcall-timestamp"),
      read: (limitBytes) => readFetchBody(request, limitBytes),
    });
    return new Response(body, { status, headers: { "content-type": "application/json" } });
  };
}
