import { type Attempt, Problem } from "@callcall/contract";
import type { WebhookRecord } from "@callcall/store";
import type { Clock } from "../runtime/clock.ts";
import type { Ids } from "../runtime/ids.ts";
import type { EngineSettings } from "../runtime/settings.ts";
import type { Credentials } from "../signing/credentials.ts";
import type { AccountSnapshot } from "./directory.ts";
import type { SendProbe } from "./probe.ts";
import { readTest } from "./publish-request.ts";

export interface TestSendPorts {
  readonly probe: SendProbe;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly settings: EngineSettings;
}

/** Sends a sample to a webhook, now, and shows all of it. */
export type TestSend = (webhook: WebhookRecord, snapshot: AccountSnapshot, body: Uint8Array) => Promise<Attempt>;

/** At once, per account: a tester needs one, someone who uses us to fetch addresses needs many. */
const TESTS_IN_FLIGHT_MAX = 5;

/** The Webhook Tester. */
export function createTestSend(ports: TestSendPorts): TestSend {
  const { credentials, clock, ids, settings } = ports;
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
      const secrets = await credentials.secrets(accountId, webhook.id, startedMs);
      // Deleted a moment ago: nothing leaves unsigned.
      if (secrets.length === 0) throw new Problem("not_found", "There is no such webhook");
      const { attempt } = await ports.probe({
        webhook,
        event: { id: ids.next("event"), type, createdMs: startedMs, data },
        deliveryId: ids.next("delivery"),
        attempt: 1,
        secrets: secrets.map((secret) => secret.key),
        signedMs: startedMs,
        deadlineMs: webhook.deadlineMs ?? settings.deliveryDeadlineMs,
      });
      return attempt;
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
