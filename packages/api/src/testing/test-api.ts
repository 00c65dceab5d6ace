import type { AddressInfo } from "node:net";
import type { InjectOptions, LightMyRequestResponse } from "fastify";
import { onTestFinished } from "vitest";
import { type Api, createApi } from "../create-api.ts";
import type { ApiOptions } from "../options.ts";
import { createFakeEngine, type FakeEngine, TOKENS } from "./fake-engine.ts";
import { AT_MS } from "./sample.ts";

export interface TestApi {
  readonly api: Api;
  readonly engine: FakeEngine;
  /** A request with the full key of the default account, unless told otherwise. `token: null` sends none. */
  request(method: string, path: string, options?: TestRequest): Promise<LightMyRequestResponse>;
  listen(): Promise<number>;
}

interface TestRequest {
  readonly token?: string | null;
  readonly body?: unknown;
  /** Sent as it is, in the place of `body`. */
  readonly raw?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An API over a fake engine, closed when the test ends. */
export function testApi(options: Partial<ApiOptions> = {}): TestApi {
  const engine = createFakeEngine();
  let requests = 0;
  const api = createApi({
    engine,
    cursorKey: Buffer.alloc(32, 7),
    mode: "production",
    version: "0.0.0",
    now: () => AT_MS,
    requestIds: () => `req_${++requests}`,
    publicUrl: () => "https://hooks.example",
    setup: {
      store: "sqlite",
      mail: false,
      retryScheduleSeconds: [2, 4],
      retention: { eventsKeptMs: 86_400_000, payloadsKeptMs: null, auditKeptMs: null },
      limits: { page_max: 250 },
    },
    ...options,
  });
  onTestFinished(() => api.close());
  return {
    api,
    engine,
    request: (method, path, { token = TOKENS.full, body, raw, headers } = {}) => {
      const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
      return api.inject({
        method: method as NonNullable<InjectOptions["method"]>,
        url: path.startsWith("/") ? path : `/api/v1/${path}`,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(payload === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(payload === undefined ? {} : { payload }),
      });
    },
    listen: async () => {
      await api.listen({ port: 0, host: "127.0.0.1" });
      return (api.server.address() as AddressInfo).port;
    },
  };
}
