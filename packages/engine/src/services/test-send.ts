import { type Attempt, Problem } from "@callcall/contract";
import type { WebhookRecord } from "@callcall/store";
import { buildRequest, maskHeaders } from "../dispatch/request.ts";
import { instant } from "../domain/instant.ts";
import type { HttpSender } from "../http/index.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Ids } from "../runtime/ids.ts";
import type { EngineSettings } from "../runtime/settings.ts";
import type { Credentials } from "../signing/credentials.ts";
import type { AccountSnapshot } from "./directory.ts";
import type { StreamService } from "./port.ts";
import { readTest } from "./publish-request.ts";
import { attemptView } from "./views.ts";

export interface TestSendPorts {
  readonly sender: HttpSender;
  readonly credentials: Credentials;
  readonly stream: StreamService;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly settings: EngineSettings;
  readonly userAgent: string;
}

/** Sends a sample to a webhook, now, and shows all of it. */
export type TestSend = (webhook: WebhookRecord, snapshot: AccountSnapshot, body: Uint8Array) => Promise<Attempt>;

/** At once, per account: a tester needs one, someone who uses us to fetch addresses needs many. */
const TESTS_IN_FLIGHT_MAX = 5;

/**
 * The Webhook Tester: the request is built, signed, judged by the guard and sent by the very code that
 * sends deliveries. It is not stored, and says nothing about the webhook's health.
 */
export function createTestSend(ports: TestSendPorts): TestSend {
  const { sender, credentials, stream, clock, ids, settings } = ports;
  const inFlight = new Map<string, number>();

  return async (webhook, snapshot, body) => {
    const { accountId } = webhook;
    const { type, data } = sampleOf(snapshot, readTest(body, settings.payloadBytes));
    const running = inFlight.get(accountId) ?? 0;
    if (running >= TESTS_IN_FLIGHT_MAX) {
      throw new Problem("rate_limited", `Cannot run more than ${TESTS_IN_FLIGHT_MAX} tests at once`, {
        retryAfterSeconds: 5,
      });
    }
    inFlight.set(accountId, running + 1);
    try {
      const startedMs = clock.nowMs();
      const event = { accountId, id: ids.next("event"), type, createdMs: startedMs, data, warnings: null };
      const deliveryId = ids.next("delivery");
      const secrets = await credentials.secrets(accountId, webhook.id, startedMs);
      // Deleted a moment ago: nothing leaves unsigned.
      if (secrets.length === 0) throw new Problem("not_found", "There is no such webhook");
      const request = buildRequest({
        eventId: event.id,
        eventType: type,
        eventCreatedMs: startedMs,
        data,
        deliveryId,
        attempt: 1,
        webhook,
        customHeaders: credentials.headers(webhook),
        secrets: secrets.map((secret) => secret.key),
        nowMs: startedMs,
        userAgent: ports.userAgent,
      });
      const told = {
        event_id: event.id,
        event_type: type,
        webhook_id: webhook.id,
        delivery_id: deliveryId,
        attempt: 1,
        test: true,
      } as const;
      stream.announce(accountId, { kind: "attempt.started", at: instant(startedMs), ...told });
      const exchange = await sender.send({ ...request, deadlineMs: webhook.deadlineMs ?? settings.deliveryDeadlineMs });
      stream.announce(accountId, {
        kind: "attempt.finished",
        at: instant(clock.nowMs()),
        ...told,
        outcome: exchange.outcome,
        response_status: exchange.response?.status ?? null,
        total_ms: exchange.timings.totalMs,
      });
      const { outcome, response, error, remoteAddress, timings } = exchange;
      return attemptView(
        {
          accountId,
          deliveryId,
          id: ids.next("attempt"),
          number: 1,
          outcome,
          charged: false,
          startedMs,
          request: { version: webhook.version, url: request.url, headers: maskHeaders(request.headers) },
          response,
          error,
          remoteAddress,
          timings,
        },
        event,
      );
    } finally {
      const left = (inFlight.get(accountId) ?? 1) - 1;
      if (left === 0) inFlight.delete(accountId);
      else inFlight.set(accountId, left);
    }
  };
}

function sampleOf(
  snapshot: AccountSnapshot,
  { type, data }: { readonly type: string; readonly data: Uint8Array | null },
): { readonly type: string; readonly data: Uint8Array } {
  const record = snapshot.eventTypes.get(type);
  if (record === undefined) {
    throw new Problem(
      "unknown_event_type",
      `Cannot send a sample of ${type.slice(0, 128)}: it is not in the catalogue`,
      {
        errors: [{ pointer: "/type", detail: "is not a known event type" }],
      },
    );
  }
  return { type, data: data ?? new TextEncoder().encode(record.example ?? "{}") };
}
