import { parseJson } from "../events/parse-json.ts";
import { rememberBytes } from "../signature/payload.ts";
import { DEFAULT_LIMIT_BYTES, type NodeRequest, readNodeBody } from "./read-body.ts";

/** An error that Express and Connect answer with its `status`. */
export interface BodyError extends Error {
  status: 400 | 413 | 500;
}

/** Settings of {@link webhookBody}. */
export interface WebhookBodyOptions {
  /** The largest body that is read, in bytes. Default 1 MiB. */
  limitBytes?: number;
}

/**
 * Express middleware in the place of `express.json()`: `req.body` becomes the parsed JSON, and the bytes
 * it was parsed from are remembered, so that `verifyWebhookSignature(req.body, …)` verifies exactly these.
 *
 * ```js
 * app.use("/webhook", webhookBody());
 * ```
 *
 * A request whose content type is not JSON is passed on untouched. Put it before any `express.json()`,
 * which passes on a body that is already parsed.
 *
 * Calls `next` with an error of status 400 (not UTF-8, or not JSON), 413 (larger than the limit) or 500
 * (another parser has read the body before).
 */
export function webhookBody(
  options: WebhookBodyOptions = {},
): (request: NodeRequest, response: unknown, next: (error?: BodyError) => void) => Promise<void> {
  const { limitBytes = DEFAULT_LIMIT_BYTES } = options;
  return async (request, _response, next) => {
    if (!isJson(request.headers["content-type"])) return next();
    if (request.readableEnded) {
      return next(fail(500, "Cannot read the webhook's body: put webhookBody() before any other body parser"));
    }
    const body = await readNodeBody(request, limitBytes).catch(() => null);
    if (body === null) return next(fail(400, "Cannot read the webhook's body: the request broke off"));
    if (body === undefined) return next(fail(413, `Cannot read the webhook's body: it exceeds ${limitBytes} bytes`));
    const parsed = parseJson(body);
    if (parsed === undefined) return next(fail(400, "Cannot read the webhook's body: it is not JSON in UTF-8"));
    rememberBytes(parsed.value, body);
    // `_body` is how Express 4's parsers tell each other that the body has been read.
    Object.assign(request, { body: parsed.value, _body: true });
    next();
  };
}

function isJson(contentType: string | string[] | undefined): boolean {
  return typeof contentType === "string" && /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType);
}

function fail(status: BodyError["status"], message: string): BodyError {
  return Object.assign(new Error(message), { status });
}
