/** What must follow from an attempt: the rules as users are told of them, once more and in fewer words. */
import type { LedgerWebhook, Settled } from "../world/ledger-entries.ts";
import type { Machine } from "../world/machine.ts";
import type { Sent } from "../world/network.ts";

/** A change is on disk before the engine has heard of it: so long attempts may go by what was before. */
const CHANGE_GRACE_MS = 5_000;
/** Jitter only adds. */
const JITTER_MAX = 1.2;
const LOCAL_FAULT_MS = { least: 5_000, most: 300_000 };
/** A line that is held up tries so often where the schedule has no interval. */
const HELD_SECONDS = 300;
/** Nobody knows what came of an attempt: that may count only once three before it have come to the same. */
const UNKNOWN_FREE = 3;

interface Wait {
  readonly leastMs: number;
  readonly mostMs: number;
}

interface Consequence {
  readonly state: "succeeded" | "failed" | "pending";
  readonly wait: Wait | null;
}

export function createSettleCheck(machine: Machine): (settled: Settled, sent: Sent | undefined) => void {
  const { scheduler, clock, deck, plan, violate } = machine;

  /** How long it waits after so many attempts that counted; null: it waits no more. */
  function waitAfter({ record }: LedgerWebhook, charged: number, answer: Sent["answer"]): Consequence {
    const schedule = record.retryScheduleSeconds ?? plan.node.retryScheduleSeconds;
    const isHeld = record.ordering === "fifo" && record.onExhausted === "block";
    const seconds = schedule[charged] ?? (isHeld ? (schedule.at(-1) ?? HELD_SECONDS) : undefined);
    if (seconds === undefined || answer?.control === "abort-message") return { state: "failed", wait: null };
    const pauseMs = pauseOf(answer);
    const wait = {
      leastMs: Math.max(seconds * 1000, pauseMs),
      mostMs: Math.max(seconds * 1000 * JITTER_MAX, pauseMs),
    };
    return { state: "pending", wait };
  }

  function consequenceOf({ command, chargedCount, webhook }: Settled, sent: Sent | undefined): Consequence {
    const { outcome, charged } = command.attempt;
    if (outcome === "delivered") return { state: "succeeded", wait: null };
    if (outcome === "local_fault") {
      const { least, most } = LOCAL_FAULT_MS;
      return { state: "pending", wait: { leastMs: least, mostMs: most * JITTER_MAX } };
    }
    if (!charged) return { state: "pending", wait: { leastMs: 0, mostMs: 0 } };
    // What has gone is not asked again, unless the line is to be held.
    const left = outcome === "http_410" ? Number.MAX_SAFE_INTEGER : chargedCount;
    return waitAfter(webhook, left, sent?.answer ?? null);
  }

  function checkConsequence(settled: Settled, sent: Sent | undefined, what: string): void {
    const { command } = settled;
    const { state, wait } = consequenceOf(settled, sent);
    if (command.state !== state) violate("I3", `${what} makes its delivery ${command.state}, and must ${state}`);
    const waitsMs = command.nextAttemptMs === null ? null : command.nextAttemptMs - command.settledMs;
    if ((wait === null) !== (waitsMs === null) || wait === null || waitsMs === null) return;
    // Whole milliseconds.
    if (waitsMs >= wait.leastMs - 1 && waitsMs <= wait.mostMs + 1) return;
    violate("I12", `${what} is followed by a wait of ${waitsMs} ms, and must by ${wait.leastMs} to ${wait.mostMs} ms`);
  }

  /** What the consumer has said about itself. */
  function checkHealth({ command, webhook }: Settled, sent: Sent | undefined, what: string): void {
    const { health, disable, attempt, settledMs } = command;
    const answer = sent?.answer ?? null;
    if (attempt.charged && pauseOf(answer) > 0 && (health?.pausedUntilMs ?? 0) < settledMs + pauseOf(answer)) {
      violate("I12", `${what} asks to wait ${pauseOf(answer)} ms, and the webhook is not paused for it`);
    }
    const isGone = attempt.outcome === "http_410";
    const asks = answer?.control === "disable";
    if (disable !== null && !isGone && !asks && clock.setAtMs === Number.NEGATIVE_INFINITY) {
      violate("I15", `${what} disables its webhook, as ${disable.reason}, without a reason`);
    }
    // Where the store has refused something, an attempt that ended later may be written down earlier.
    if (deck.firedCount > 0 || webhook.record.status !== "enabled") return;
    if (disable === null && (isGone || asks))
      violate("I15", `${what} asks that nothing more be sent, and is not heard`);
    const { failingSinceMs, failedAttempts } = health ?? webhook.record;
    const others = webhook.deliveries.some(({ openId }) => openId !== null);
    if (attempt.outcome === "delivered" && !others && (failedAttempts > 0 || failingSinceMs !== null)) {
      violate("I15", `${what} is delivered, and its webhook counts as failing`);
    }
  }

  return (settled, sent) => {
    const { delivery, command, chargedCount, fenced, cancelled, webhook } = settled;
    const { outcome, charged, number } = command.attempt;
    const what = `attempt ${number} of ${delivery.id}`;
    if (!fenced) violate("I6", `${what} was settled as ${outcome} though it was no longer open`);
    if (charged !== isCharged(settled)) {
      violate("I15", `${what} is ${charged ? "" : "not "}charged to the webhook though it came to ${outcome}`);
    }
    if (command.chargedCount !== chargedCount + (charged ? 1 : 0)) {
      violate("I10", `${what} leaves a count of ${command.chargedCount} after one of ${chargedCount}`);
    }
    // What was answered to a process that died since, nobody knows.
    const known = outcome === "unknown" ? undefined : sent;
    const decidedMs = known?.answeredMs ?? scheduler.nowMs;
    if (cancelled || webhook.deleted || webhook.changedMs > decidedMs - CHANGE_GRACE_MS) return;
    checkConsequence(settled, known, what);
    checkHealth(settled, known, what);
  };
}

/** Only 429 and 503 speak about load. */
function pauseOf(answer: Sent["answer"]): number {
  if (answer?.status !== 429 && answer?.status !== 503) return 0;
  return Number(answer.retryAfter ?? 0) * 1000;
}

function isCharged({ delivery: { outcomes }, command: { attempt } }: Settled): boolean {
  if (attempt.outcome === "local_fault") return false;
  if (attempt.outcome !== "unknown") return true;
  const before = Array.from({ length: UNKNOWN_FREE }, (_, back) => outcomes.get(attempt.number - 1 - back));
  return before.every((earlier) => earlier === "unknown");
}
