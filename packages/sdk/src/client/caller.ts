import { sleep } from "./deadline.ts";
import { printJson } from "./json.ts";
import { OPERATIONS, type Operation } from "./operations.ts";
import type { Answer, PlainRequest } from "./request.ts";
import { isRepeatable, retryDelayMs } from "./retry.ts";
import { send } from "./send.ts";
import type { Settings } from "./settings.ts";
import { pathOf } from "./url.ts";

/** A call by its id, whatever its types: built, sent, and sent again where that is safe and may help. */
export type Caller = (id: string, request?: PlainRequest) => Promise<Answer<unknown>>;

export function createCaller(settings: Settings): Caller {
  return async (id, request = {}) => {
    const operation = operationOf(id);
    const { signal, timeoutMs = settings.timeoutMs } = request;
    const url = settings.apiUrl + pathOf(id, operation, request);
    const body = request.body === undefined ? undefined : printJson(request.body);
    const tries = isRepeatable(operation, request) ? settings.retries + 1 : 1;
    for (let failures = 0; ; ) {
      const headers = headersOf(settings, request, body);
      try {
        return await send({ method: operation.method, url, headers, body, timeoutMs, signal }, settings);
      } catch (error) {
        failures++;
        const delayMs = failures < tries ? retryDelayMs(error, failures, settings.random) : undefined;
        if (delayMs === undefined || signal?.aborted) throw error;
        await sleep(delayMs, settings.after, signal);
      }
    }
  };
}

function operationOf(id: string): Operation {
  const operation = Object.hasOwn(OPERATIONS, id) ? OPERATIONS[id as keyof typeof OPERATIONS] : undefined;
  if (operation === undefined) throw new TypeError(`Cannot call ${id}: there is no such operation`);
  if (operation.stream) throw new TypeError(`Cannot call ${id}: its answer has no end, use stream()`);
  return operation;
}

function headersOf(settings: Settings, request: PlainRequest, body: string | undefined): Headers {
  const headers = settings.headers();
  for (const [name, value] of Object.entries(request.headers ?? {})) headers.set(name, value);
  if (body !== undefined) headers.set("content-type", "application/json");
  if (request.idempotencyKey !== undefined) headers.set("idempotency-key", request.idempotencyKey);
  return headers;
}
