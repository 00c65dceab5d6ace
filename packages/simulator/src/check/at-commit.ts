/** What must be true of a transaction the moment it is carried out. */
import type { LedgerDelivery, LedgerEvent, LedgerListener, LedgerWebhook } from "../world/ledger-entries.ts";
import { isSubscribed } from "../world/ledger-jobs.ts";
import type { Machine } from "../world/machine.ts";
import type { Sent } from "../world/network.ts";
import { nameOf } from "../world/operators.ts";
import { createSettleCheck } from "./at-settle.ts";

/** The last request of this delivery under this number. */
type SentOf = (delivery: LedgerDelivery, number: number) => Sent | undefined;

/** So little a clock is adjusted without anybody being told. */
const ADJUSTMENT_MS = 1_000;

/** A replay waits for what is due; what has been for less than this, it may not have seen. */
const BACKLOG_MS = 3_000;
/** So many may be due to a webhook without order. */
const REPLAY_BACKLOG_MAX = 32;

export function createCommitChecks(machine: () => Machine, sentOf: SentOf): LedgerListener {
  let checkSettle: ReturnType<typeof createSettleCheck> | undefined;
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
      const { waitMs, dueMs, attemptCount, state, openId } = delivery;
      if (state !== "pending" || openId !== null) {
        violate("I7", `an attempt of ${delivery.id} is begun though it is ${openId === null ? state : "under way"}`);
      }
      if (waitMs === null || dueMs === null || Math.abs(clock.unseenMs) > ADJUSTMENT_MS) return;
      if (startedMs < dueMs) violate("I12", `${delivery.id} is tried ${dueMs - startedMs} ms before it is due`);
      // By the steady clock, whatever the wall says.
      const answeredMs = sentOf(delivery, attemptCount)?.answeredMs;
      if (answeredMs === undefined || answeredMs === null) return;
      const waitedMs = scheduler.nowMs - answeredMs;
      if (waitedMs + ADJUSTMENT_MS < waitMs) {
        violate("I12", `${delivery.id} is tried after ${waitedMs} ms and was to wait ${waitMs} ms`);
      }
    },

    settled(settled) {
      const { delivery, command } = settled;
      const { number, outcome } = command.attempt;
      const sent = sentOf(delivery, number);
      checkSettle ??= createSettleCheck(machine());
      checkSettle(settled, sent);
      if (outcome === "unknown" || outcome === "local_fault" || sent?.outcome === outcome) return;
      const what = `attempt ${number} of ${delivery.id}`;
      machine().violate("I15", `${what} is recorded as ${outcome}; the network saw ${sent?.outcome ?? "nothing"}`);
    },

    disabled({ url, disabledReason }) {
      machine().trace.tell(`r${nameOf(url)} is disabled: ${disabledReason}`);
    },

    swept(subject, removed) {
      const { deck, trace } = machine();
      deck.fired("F18");
      trace.tell(`retention removes ${removed} ${subject}`);
    },

    stepped(jobId, { record, deliveries }, nowMs) {
      const { violate } = machine();
      const due = deliveries.filter(
        ({ state, openId, dueMs }) => state === "pending" && openId === null && (dueMs ?? nowMs) < nowMs - BACKLOG_MS,
      ).length;
      const most = record.ordering === "fifo" ? 0 : REPLAY_BACKLOG_MAX;
      if (due > most) violate("I14", `replay ${jobId} goes on though ${due} other deliveries of its webhook are due`);
    },

    replayed(jobId, eventId, again) {
      if (again) machine().violate("I5", `replay ${jobId} makes ${eventId} due a second time`);
    },

    miscounted(jobId, due, told) {
      machine().violate("I10", `a step of replay ${jobId} made ${due} events due and counts ${told}`);
    },

    leftOut(jobId, events) {
      machine().violate("I3", `replay ${jobId} is done, and has left out ${events.join()}`);
    },

    hurried(jobId, due, allowed) {
      machine().violate("I14", `replay ${jobId} has made ${due} events due, and was to make ${Math.floor(allowed)}`);
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

/** The fan-out, once more. */
function isOwed(webhook: LedgerWebhook, event: LedgerEvent): boolean {
  return !webhook.deleted && webhook.record.status === "enabled" && isSubscribed(webhook, event);
}
