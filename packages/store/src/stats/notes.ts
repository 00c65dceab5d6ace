import type { SettleAttempt } from "../port/commands.ts";
import type { DeliveryState } from "../port/records.ts";
import type { Note } from "./rollup.ts";

/** What is counted of a settled attempt. `state`: the delivery's own, which a cancelled one keeps; the attempt's success is that of the command. */
export function noteOfSettle(
  { attempt, webhookId, state: wanted, settledMs }: SettleAttempt,
  state: DeliveryState,
): Note {
  const succeeded = wanted === "succeeded";
  return {
    accountId: attempt.accountId,
    webhookId,
    atMs: settledMs,
    counts: {
      attempts: 1,
      delivered: succeeded ? 1 : 0,
      failed: attempt.charged && !succeeded ? 1 : 0,
      succeeded: state === "succeeded" ? 1 : 0,
      exhausted: state === "failed" ? 1 : 0,
    },
    outcome: attempt.outcome,
    responseMs: attempt.response === null ? null : (attempt.timings?.totalMs ?? null),
  };
}
