import { describe, expect, it } from "vitest";
import { call, type Line, recordingLog, startReceiver, startServer, temporaryDirectory } from "../testing/server.ts";
import { logAttempts } from "./attempt-log.ts";

const SETTLED = {
  step: "attempt.settled",
  accountId: "acct_1",
  webhookId: "wh_1",
  eventId: "evt_1",
  eventType: "customer.qualified",
  deliveryId: "dlv_1",
  attemptId: "att_1",
  attempt: 2,
  outcome: "http_5xx",
  status: 503,
  reusedSocket: false,
  dnsMs: 1.23456,
  connectMs: 2,
  tlsMs: null,
  firstByteMs: 10.5,
  sendMs: 11,
  acceptedToFirstByteMs: null,
  charged: true,
  state: "pending",
  nextAttemptAt: 1_738_896_902_000,
  error: null,
  host: "consumer.example",
  traceId: "0af7651916cd43dd8448eb211c80319c",
  startedAt: 1_738_896_900_000,
  beginMs: 3,
  signMs: 0.25,
  settleMs: 4,
  requestBytes: 120,
  responseBytes: 0,
} as const;

function written(least: string, ...changes: readonly object[]): readonly Line[] {
  const lines: Line[] = [];
  const observe = logAttempts(recordingLog(lines, least));
  for (const change of changes) observe({ ...SETTLED, ...change });
  return lines;
}

describe("the line of an attempt", () => {
  it("has all that is known of it", () => {
    expect(written("debug", {})).toEqual([
      {
        level: "info",
        message: "attempt",
        fields: {
          account: "acct_1",
          webhook: "wh_1",
          host: "consumer.example",
          event: "evt_1",
          type: "customer.qualified",
          delivery: "dlv_1",
          attempt_id: "att_1",
          attempt: 2,
          outcome: "http_5xx",
          status: 503,
          charged: true,
          state: "pending",
          next_attempt_at: "2025-02-07T02:55:02.000Z",
          error: null,
          reused_socket: false,
          request_bytes: 120,
          response_bytes: 0,
          begin_ms: 3,
          sign_ms: 0.25,
          dns_ms: 1.235,
          connect_ms: 2,
          tls_ms: null,
          first_byte_ms: 10.5,
          send_ms: 11,
          settle_ms: 4,
          accepted_to_first_byte_ms: null,
          trace_id: "0af7651916cd43dd8448eb211c80319c",
        },
      },
    ]);
  });

  it("is written at a level that follows from how it ended", () => {
    const delivered = { outcome: "delivered", status: 200, state: "succeeded" };
    const ours = { outcome: "local_fault", charged: false };
    const exhausted = { state: "failed", nextAttemptAt: null };
    const all = [delivered, {}, ours, exhausted];
    expect(written("debug", ...all).map(({ level }) => level)).toEqual(["debug", "info", "warn", "warn"]);
    expect(written("info", ...all).map(({ fields }) => fields["outcome"])).not.toContain("delivered");
    expect(written("error", ...all)).toEqual([]);
  });
});

it("tells a real attempt, and neither payload nor secret nor the values of headers", async () => {
  const lines: Line[] = [];
  const consumer = await startReceiver();
  const server = await startServer(await temporaryDirectory(), { lines });
  const registered = await call(server, "/webhooks", {
    url: `${consumer.url}/hook?token=in-the-query`,
    events: ["*"],
    headers: { "x-team": "header-value", authorization: "Bearer header-secret" },
  });
  const { secret } = (await registered.json()) as { readonly secret: string };
  await call(server, "/events", { type: "customer.qualified", data: { customer_id: "payload-value" } });
  await expect.poll(() => lines.filter(({ message }) => message === "attempt")).toHaveLength(1);
  const line = lines.find(({ message }) => message === "attempt");
  expect(line).toMatchObject({ level: "debug", fields: { outcome: "delivered", status: 200, attempt: 1 } });
  const text = JSON.stringify(lines);
  for (const leak of ["payload-value", "header-value", "header-secret", "in-the-query", secret, server.apiKey]) {
    expect(text).not.toContain(leak);
  }
}, 30_000);
