import { type AlertNotification, Problem } from "@callcall/contract";
import type { AlertRecord, AuditRecord } from "@callcall/store";
import type { GroupCommit } from "../../commit/group-commit.ts";
import { messageOf } from "../../domain/alerts/message.ts";
import { conditionInWords } from "../../domain/alerts/words.ts";
import { instant } from "../../domain/instant.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Ids } from "../../runtime/ids.ts";
import { targetOf } from "./channels.ts";
import type { Rule } from "./rule-book.ts";
import type { AlertSend } from "./send.ts";
import { createTestBudget } from "./test-budget.ts";

/**
 * Sends a sample through every channel of a rule, now, and says what came of each.
 * @throws Problem `rate_limited`
 */
export type TestAlert = (rule: Rule, audit: AuditRecord) => Promise<{ readonly data: AlertNotification[] }>;

/** At once, per account, as of tests of webhooks. */
const TESTS_IN_FLIGHT_MAX = 2;

export function createTestAlert(ports: {
  readonly send: AlertSend;
  readonly commit: GroupCommit;
  readonly clock: Clock;
  readonly ids: Ids;
}): TestAlert {
  const { send, commit, clock, ids } = ports;
  const budget = createTestBudget(clock);
  const inFlight = new Map<string, number>();

  async function through(rule: Rule): Promise<AlertNotification[]> {
    const createdMs = clock.nowMs();
    const messageId = ids.next("alertMessage");
    const message = messageOf(
      { id: rule.id, name: rule.name, kind: rule.condition.kind },
      [sampleOf(rule, createdMs, ids)],
      () => null,
    );
    return Promise.all(
      rule.channels.map(async (channel, number): Promise<AlertNotification> => {
        const telling = { messageId, number, createdMs, reason: "test", message, channel, attempt: 1 } as const;
        const result = await send({ ...telling, secret: rule.secret });
        return {
          channel: channel.kind,
          target: targetOf(channel),
          reason: "test",
          status: result.kind,
          attempts: 1,
          error: result.error,
          at: instant(clock.nowMs()),
          next_try_at: null,
        };
      }),
    );
  }

  return async (rule, audit) => {
    const running = inFlight.get(rule.accountId) ?? 0;
    if (running >= TESTS_IN_FLIGHT_MAX) {
      throw new Problem("rate_limited", `Cannot send more than ${TESTS_IN_FLIGHT_MAX} tests at once`, {
        retryAfterSeconds: 5,
      });
    }
    budget.take(rule.accountId);
    inFlight.set(rule.accountId, running + 1);
    try {
      // On disk before anything is sent: who was written to at whose wish can always be told.
      await commit.submit({ kind: "audit.append", audit });
      return { data: await through(rule) };
    } finally {
      const left = (inFlight.get(rule.accountId) ?? 1) - 1;
      if (left === 0) inFlight.delete(rule.accountId);
      else inFlight.set(rule.accountId, left);
    }
  };
}

function sampleOf(rule: Rule, nowMs: number, ids: Ids): AlertRecord {
  return {
    accountId: rule.accountId,
    id: ids.next("alert"),
    ruleId: rule.id,
    ruleName: rule.name,
    kind: rule.condition.kind,
    webhookId: rule.webhookId ?? "wh_example",
    muted: false,
    summary: `The rule "${rule.name}" can reach you`,
    detail: `It will tell you here when ${conditionInWords(rule.condition)}`,
    value: null,
    threshold: null,
    count: 1,
    openedMs: nowMs,
    lastSeenMs: nowMs,
    clearSinceMs: null,
    toldMs: nowMs,
    resolvedMs: null,
    resolvedBy: null,
    held: false,
  };
}
