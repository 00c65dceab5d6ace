import type { DeliveryRecord } from "@callcall/store";
import { decide, type Situation, UNKNOWN_FREE } from "../domain/decide.ts";
import type { AttemptPorts } from "./ports.ts";

const PAGE = 500;

/**
 * Settle what an earlier process began and did not live to record. Whether the request arrived nobody
 * knows, so the attempt is recorded as `unknown` and the delivery is due again at once: at least once,
 * under the same webhook-id. A delivery with which that happens again and again goes by its schedule instead: what
 * kills the process must not do so at every start.
 *
 * @returns how many attempts were recovered
 */
export async function recoverOpenAttempts(ports: AttemptPorts): Promise<number> {
  const startedAt = ports.clock.monotonicMs();
  let recovered = 0;
  for (;;) {
    const rows = await ports.store.openAttempts(PAGE);
    const settled = await Promise.all(
      rows.map(async (row) => {
        if (row.open === null) return false;
        const nowMs = ports.clock.nowMs();
        const decision = decide({
          outcome: "unknown",
          status: null,
          retryAfter: null,
          control: null,
          chargedCount: row.chargedCount,
          ...(await suspicion(row, ports)),
          health: { pausedUntilMs: null, failingSinceMs: null, failedAttempts: 0 },
          nowMs,
          random: ports.random.fraction(),
        });
        const result = await ports.commit.submit({
          kind: "attempt.settle",
          webhookId: row.webhookId,
          attempt: {
            accountId: row.accountId,
            deliveryId: row.id,
            id: row.open.id,
            number: row.attemptCount,
            outcome: "unknown",
            charged: decision.charged,
            startedMs: row.open.startedMs,
            request: null,
            response: null,
            error: "The server stopped between sending this attempt and recording its result",
            remoteAddress: null,
            timings: null,
          },
          state: decision.state,
          chargedCount: decision.chargedCount,
          nextAttemptMs: decision.nextAttemptMs,
          ...(decision.blocks === undefined ? {} : { blocks: decision.blocks }),
          settledMs: nowMs,
          health: decision.health,
          // What nobody knows condemns no webhook.
          disable: null,
        });
        return result.kind === "settled";
      }),
    );
    const count = settled.filter(Boolean).length;
    recovered += count;
    // No progress means rows that cannot be settled: looking again would never end.
    if (rows.length < PAGE || count === 0) break;
  }
  const recoverMs = ports.clock.monotonicMs() - startedAt;
  ports.observe?.({ step: "recovery.done", attempts: recovered, recoverMs });
  return recovered;
}

/** How often in a row it has come to this, and what it goes by then. */
async function suspicion(
  { accountId, id, webhookId, attemptCount, chargedCount }: DeliveryRecord,
  { store, settings }: AttemptPorts,
): Promise<Pick<Situation, "unchargedCount" | "scheduleSeconds" | "onExhausted">> {
  // Most of the time nothing has happened before, and nothing need be read. The open attempt is counted already.
  const attempts = attemptCount - 1 === chargedCount ? [] : await store.attempts(accountId, id, UNKNOWN_FREE);
  const known = attempts.findLastIndex(({ outcome }) => outcome !== "unknown");
  const unchargedCount = attempts.length - 1 - known;
  if (unchargedCount === 0) return { unchargedCount, scheduleSeconds: [], onExhausted: "skip" };
  const webhook = await store.webhook(accountId, webhookId);
  return {
    unchargedCount,
    scheduleSeconds: webhook?.retryScheduleSeconds ?? settings.retryScheduleSeconds,
    onExhausted: webhook?.ordering === "fifo" ? webhook.onExhausted : "skip",
  };
}
