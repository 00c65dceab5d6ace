/** What must be true of a transaction the moment it is carried out. */
import type { LedgerDelivery, LedgerEvent, LedgerListener, LedgerWebhook } from "../world/ledger.ts";
import type { Machine } from "../world/machine.ts";
import type { Sent } from "../world/network.ts";
import { nameOf } from "../world/operators.ts";

/** The last request of this delivery under this number. */
type SentOf = (delivery: LedgerDelivery, number: number) => Sent | undefined;

/** So little a clock is adjusted without anybody being told. */
const ADJUSTMENT_MS = 1_000;

export function createCommitChecks(machine: () => Machine, sentOf: SentOf): LedgerListener {
  return {
    accepted(event) {
      const { ledger, violate } = machine();
      const owed = new Set(event.deliveries.map((id) => ledger.deliveries.get(id)?.webhookId));
      for (const webhook of ledger.webhooks.values()) {
        const { record } = webhook;
        if (record.accountId !== event.accountId || isOwed(webhook, event) === owed.has(record.id)) continue;
        violate(
          "I1",
          `${event.id} is ${owed.has(record.id) ? "" : "not "}owed to ${record.id}, against its subscription`,
        );
      }
    },

    begun(delivery, startedMs) {
      const { scheduler, clock, violate } = machine();
      const { waitMs, dueMs, attemptCount } = delivery;
      if (waitMs === null || dueMs === null || Math.abs(clock.unseenMs) > ADJUSTMENT_MS) return;
      if (startedMs < dueMs) violate("I12", `${delivery.id} is tried ${dueMs - startedMs} ms before it is due`);
      // By the steady clock, whatever the wall says.
      const answeredMs = sentOf(delivery, attemptCount - 1)?.answeredMs;
      if (answeredMs === undefined || answeredMs === null) return;
      const waitedMs = scheduler.nowMs - answeredMs;
      if (waitedMs + ADJUSTMENT_MS < waitMs) {
        violate("I12", `${delivery.id} is tried after ${waitedMs} ms and was to wait ${waitMs} ms`);
      }
    },

    settled(delivery, number, outcome, fenced, charged) {
      const { violate } = machine();
      const what = `attempt ${number} of ${delivery.id}`;
      if (!fenced) violate("I6", `${what} was settled as ${outcome} though it was no longer open`);
      const sent = sentOf(delivery, number);
      if (charged && isOurs(delivery, number, outcome)) {
        violate("I15", `${what} is charged to the webhook though the fault is ours`);
      }
      if (outcome === "unknown" || outcome === "local_fault") return;
      if (sent?.outcome === outcome) return;
      violate("I15", `${what} is recorded as ${outcome}; the network saw ${sent?.outcome ?? "nothing"}`);
    },

    disabled({ url, disabledReason }) {
      machine().trace.tell(`r${nameOf(url)} is disabled: ${disabledReason}`);
    },

    swept(events) {
      const { deck, trace } = machine();
      deck.fired("F18");
      trace.tell(`retention removes ${events} events`);
    },

    replayed(jobId, eventId, again) {
      if (again) machine().violate("I5", `replay ${jobId} makes ${eventId} due a second time`);
    },

    miscounted(jobId, due, told) {
      machine().violate("I10", `a step of replay ${jobId} made ${due} events due and counts ${told}`);
    },

    moved(byMs) {
      const { clock, trace } = machine();
      clock.unseenMs -= byMs;
      if (byMs !== 0) trace.tell(`the engine moves what waits by ${byMs / 1000} s`);
    },

    rejected(command, error) {
      machine().violate("I10", `the store could not carry out ${command.kind}: ${error.message}`);
    },
  };
}

/** Nobody knows what came of an attempt: that may count only once three before it have come to the same. */
const UNKNOWN_FREE = 3;

function isOurs({ outcomes }: LedgerDelivery, number: number, outcome: string): boolean {
  if (outcome !== "unknown") return outcome === "local_fault";
  return Array.from({ length: UNKNOWN_FREE }, (_, back) => outcomes.get(number - 1 - back)).some(
    (earlier) => earlier !== "unknown",
  );
}

/** The fan-out, once more and in fewer words. */
function isOwed({ record, deleted }: LedgerWebhook, { type, data }: LedgerEvent): boolean {
  if (deleted || record.status !== "enabled") return false;
  if (!record.events.some((pattern) => pattern === "*" || pattern === type)) return false;
  return record.filter === null || Buffer.from(data).includes('"even":true');
}
