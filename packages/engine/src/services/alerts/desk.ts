import type { StreamEntry } from "@callcall/contract";
import type { AlertChange, AlertRecord, AuditRecord, NewAlertMessage, ReadStore, WebhookRecord } from "@callcall/store";
import type { GroupCommit } from "../../commit/group-commit.ts";
import { type AlertStep, evaluate } from "../../domain/alerts/evaluate.ts";
import { judge, type Verdict } from "../../domain/alerts/judge.ts";
import type { TellingReason } from "../../domain/alerts/message.ts";
import { readWindowSeconds } from "../../domain/alerts/windows.ts";
import { summaryOf } from "../../domain/alerts/words.ts";
import { instant } from "../../domain/instant.ts";
import type { Clock, Timers } from "../../runtime/clock.ts";
import type { Ids } from "../../runtime/ids.ts";
import { type GatherPorts, gather } from "./figures.ts";
import { isMuted, type Rule, type RuleBook } from "./rule-book.ts";
import type { ComposeMessage } from "./telling.ts";

export interface DeskPorts extends GatherPorts {
  readonly store: ReadStore;
  readonly commit: GroupCommit;
  readonly rules: RuleBook;
  readonly compose: ComposeMessage;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  announce(accountId: string, entry: StreamEntry): void;
  /** Notifications were written. */
  onMessages(): void;
}

/** What a look at an account has shown. */
export interface Look {
  /** Webhooks times the rules that they were judged by: the measure of the work. */
  readonly judged: number;
  /** Alerts are open or held, or deliveries are due: it is to be looked at again, whatever happens. */
  readonly busy: boolean;
  /** The longest window of its rules: for so long something that has happened counts. */
  readonly windowMs: number;
}

/** Where alerts are opened and resolved, one step at a time for each account. */
export interface AlertDesk {
  /** Judge every webhook of the account by every rule, and write down what follows. */
  look(accountId: string): Promise<Look>;
  /** Resolve an alert for somebody. False: it is not open. */
  resolve(alert: AlertRecord, by: string, held: boolean, audit: AuditRecord): Promise<boolean>;
}

/** What one look comes to, before it is committed. */
interface Draft {
  readonly changes: AlertChange[];
  readonly told: Map<Rule, Map<Exclude<TellingReason, "test">, AlertRecord[]>>;
  /** The alerts of the changes, for those who follow. */
  readonly opened: AlertRecord[];
  readonly resolved: AlertRecord[];
}

const BY_ITSELF = "system";
/** Judged in one turn of the event loop, some 5 ms: whoever publishes meanwhile must not wait for a thousand. */
const JUDGED_AT_ONCE = 50;

export function createAlertDesk(ports: DeskPorts): AlertDesk {
  const { store, commit, clock, ids } = ports;
  const queues = new Map<string, Promise<unknown>>();

  /** After what is under way for this account: what was read must still be true when it is written. */
  function serially<Value>(accountId: string, task: () => Promise<Value>): Promise<Value> {
    const before = queues.get(accountId) ?? Promise.resolve();
    const running = before.then(task, task);
    const settled = running.catch(() => {});
    queues.set(accountId, settled);
    void settled.finally(() => {
      if (queues.get(accountId) === settled) queues.delete(accountId);
    });
    return running;
  }

  async function look(accountId: string): Promise<Look> {
    const nowMs = clock.nowMs();
    const signals = await store.alertSignals(accountId);
    const live = new Map((await store.liveAlerts(accountId)).map((alert) => [keyOf(alert), alert]));
    const rules = (await ports.rules.rules(accountId)).filter((rule) => rule.enabled);
    const { webhooks } = await store.subscriptions(accountId);
    const gathering = gather(signals, nowMs, ports);
    const draft = newDraft();
    let judged = 0;
    for (const rule of rules) {
      for (const webhook of webhooks) {
        if (rule.webhookId !== null && rule.webhookId !== webhook.id) continue;
        judged += 1;
        if (judged % JUDGED_AT_ONCE === 0) await new Promise<void>((resolve) => ports.timers.soon(resolve));
        const key = keyOf({ ruleId: rule.id, webhookId: webhook.id });
        const alert = live.get(key);
        live.delete(key);
        const verdict = judge(rule.condition, await gathering.of(rule, webhook), nowMs);
        const tells = rule.channels.length > 0 && !isMuted(rule, nowMs);
        const step = evaluate({ condition: rule.condition, tells }, verdict, alert, nowMs);
        take(draft, step, { rule, webhook, verdict, alert, tells, nowMs });
      }
    }
    for (const orphan of live.values()) drop(draft, orphan, rules, nowMs);
    if (draft.changes.length > 0 || signals.length > 0) await write(accountId, draft, { signals, audit: null, nowMs });
    const busy = gathering.anyDue() || (await store.liveAlerts(accountId)).length > 0;
    return { judged, busy, windowMs: Math.max(0, ...rules.map(windowMsOf)) };
  }

  function take(draft: Draft, step: AlertStep, subject: Subject): void {
    const { rule, alert, nowMs } = subject;
    if (step.kind === "open") {
      const opened = openedAlert(subject, ids.next("alert"));
      draft.changes.push({ kind: "open", alert: opened });
      draft.opened.push(opened);
      if (subject.tells) tell(draft, rule, "opened", opened);
      return;
    }
    if (alert === undefined || step.kind === "nothing") return;
    if (step.kind === "release") draft.changes.push({ kind: "release", alertId: alert.id });
    else if (step.kind === "resolve") end(draft, alert, step.tell === null ? undefined : rule, nowMs);
    else {
      draft.changes.push({ kind: "update", alertId: alert.id, ...step.seen });
      if (step.tell !== null) tell(draft, rule, step.tell, { ...alert, ...step.seen });
    }
  }

  /** Its endpoint is removed or out of the rule's reach, or the rule is switched off: nobody judges it any more. */
  function drop(draft: Draft, alert: AlertRecord, rules: readonly Rule[], nowMs: number): void {
    if (alert.held) {
      draft.changes.push({ kind: "release", alertId: alert.id });
      return;
    }
    const rule = rules.find(({ id }) => id === alert.ruleId);
    const tells = rule !== undefined && rule.channels.length > 0 && !isMuted(rule, nowMs) && alert.toldMs !== null;
    end(draft, alert, tells ? rule : undefined, nowMs);
  }

  async function write(
    accountId: string,
    draft: Draft,
    rest: {
      readonly signals: Awaited<ReturnType<ReadStore["alertSignals"]>>;
      readonly audit: AuditRecord | null;
      readonly nowMs: number;
    },
  ): Promise<boolean> {
    const { signals, audit, nowMs } = rest;
    const messages: NewAlertMessage[] = [];
    for (const [rule, reasons] of draft.told) {
      for (const [reason, alerts] of reasons) messages.push(ports.compose(rule, reason, alerts, nowMs));
    }
    const { changes } = draft;
    const { changed } = await commit.submit({ kind: "alerts.apply", accountId, changes, messages, signals, audit });
    const happened = new Set(changed);
    const announced = [
      ...draft.opened.map((alert) => ({ kind: "alert.opened" as const, alert })),
      ...draft.resolved.map((alert) => ({ kind: "alert.resolved" as const, alert })),
    ];
    for (const { kind, alert } of announced) {
      if (!happened.has(alert.id)) continue;
      const { id: alert_id, webhookId: webhook_id, summary } = alert;
      ports.announce(accountId, { kind, at: instant(nowMs), alert_id, webhook_id, summary });
    }
    if (messages.length > 0) ports.onMessages();
    return changed.length > 0;
  }

  return {
    look: (accountId) => serially(accountId, () => look(accountId)),
    resolve: (alert, by, held, audit) =>
      serially(alert.accountId, async () => {
        const nowMs = clock.nowMs();
        const rule = await ports.rules.rule(alert.accountId, alert.ruleId);
        const current = await store.alert(alert.accountId, alert.id);
        if (current === undefined || current.resolvedMs !== null) return false;
        const tells = rule?.enabled && rule.channels.length > 0 && !isMuted(rule, nowMs) && current.toldMs !== null;
        const draft = newDraft();
        end(draft, current, tells ? rule : undefined, nowMs, { by, held });
        return write(alert.accountId, draft, { signals: [], audit, nowMs });
      }),
  };
}

interface Subject {
  readonly rule: Rule;
  readonly webhook: WebhookRecord;
  readonly verdict: Verdict;
  readonly alert: AlertRecord | undefined;
  readonly tells: boolean;
  readonly nowMs: number;
}

function windowMsOf({ condition }: Rule): number {
  return "window_seconds" in condition ? readWindowSeconds(condition.window_seconds) * 1_000 : 0;
}

function newDraft(): Draft {
  return { changes: [], told: new Map(), opened: [], resolved: [] };
}

function openedAlert({ rule, webhook, verdict, tells, nowMs }: Subject, id: string): AlertRecord {
  return {
    accountId: rule.accountId,
    id,
    ruleId: rule.id,
    ruleName: rule.name,
    kind: rule.condition.kind,
    webhookId: webhook.id,
    muted: isMuted(rule, nowMs),
    summary: summaryOf(rule.condition.kind, webhook.url),
    detail: verdict.detail,
    value: verdict.value,
    threshold: verdict.threshold,
    count: verdict.times,
    openedMs: nowMs,
    lastSeenMs: nowMs,
    clearSinceMs: null,
    toldMs: tells ? nowMs : null,
    resolvedMs: null,
    resolvedBy: null,
    held: false,
  };
}

/** @param rule tells of it; undefined: nobody does */
function end(
  draft: Draft,
  alert: AlertRecord,
  rule: Rule | undefined,
  nowMs: number,
  { by, held }: { readonly by: string; readonly held: boolean } = { by: BY_ITSELF, held: false },
): void {
  draft.changes.push({ kind: "resolve", alertId: alert.id, resolvedMs: nowMs, resolvedBy: by, held });
  draft.resolved.push(alert);
  if (rule !== undefined) tell(draft, rule, "resolved", { ...alert, resolvedMs: nowMs, resolvedBy: by });
}

function tell(draft: Draft, rule: Rule, reason: Exclude<TellingReason, "test">, alert: AlertRecord): void {
  const reasons = draft.told.get(rule) ?? new Map();
  draft.told.set(rule, reasons);
  const alerts = reasons.get(reason) ?? [];
  reasons.set(reason, alerts);
  alerts.push(alert);
}

function keyOf({ ruleId, webhookId }: Pick<AlertRecord, "ruleId" | "webhookId">): string {
  return `${ruleId} ${webhookId}`;
}
