import { expect, test } from "vitest";
import type {
  AlertChange,
  AlertRecord,
  AlertRuleRecord,
  ApplyAlerts,
  NewAlertMessage,
  PutAlertRule,
} from "../port/alerts.ts";
import {
  ACCOUNT,
  beginAttempt,
  buildAttempt,
  buildAudit,
  bytes,
  nextId,
  OTHER_ACCOUNT,
  settleAttempt,
  T0,
} from "./builders.ts";
import { FIRST_PAGE, type Subject } from "./subject.ts";

function buildRule(changes: Partial<AlertRuleRecord> = {}): AlertRuleRecord {
  return {
    accountId: ACCOUNT,
    id: nextId("alr"),
    name: "Failing",
    condition: '{"kind":"delivery_exhausted"}',
    webhookId: "wh_one",
    sealedChannels: bytes("channels"),
    sealedSecret: bytes("secret"),
    secretHint: "abcd",
    enabled: true,
    mutedUntilMs: T0 + 5,
    createdMs: T0,
    updatedMs: T0 + 1,
    ...changes,
  };
}

function put(rule: AlertRuleRecord, mode: PutAlertRule["mode"] = "create", limit = 10): PutAlertRule {
  return { kind: "alert_rule.put", rule, mode, limit, audit: buildAudit() };
}

function buildAlert(changes: Partial<AlertRecord> = {}): AlertRecord {
  return {
    accountId: ACCOUNT,
    id: nextId("alt"),
    ruleId: "alr_one",
    ruleName: "Failing",
    kind: "failing_rate",
    webhookId: "wh_one",
    muted: true,
    summary: "It fails",
    detail: "60 of 100 attempts failed",
    value: 60.5,
    threshold: 50,
    count: 1,
    openedMs: T0,
    lastSeenMs: T0,
    clearSinceMs: null,
    toldMs: null,
    resolvedMs: null,
    resolvedBy: null,
    held: false,
    ...changes,
  };
}

function apply(changes: readonly AlertChange[], rest: Partial<ApplyAlerts> = {}): ApplyAlerts {
  return { kind: "alerts.apply", accountId: ACCOUNT, changes, messages: [], signals: [], audit: null, ...rest };
}

const open = (alert: AlertRecord): AlertChange => ({ kind: "open", alert });
const resolve = (alertId: string, held = false): AlertChange => ({
  kind: "resolve",
  alertId,
  resolvedMs: T0 + 9,
  resolvedBy: "system",
  held,
});

function buildMessage(alertIds: readonly string[], changes: Partial<NewAlertMessage> = {}): NewAlertMessage {
  return {
    id: nextId("alm"),
    ruleId: "alr_one",
    reason: "opened",
    createdMs: T0,
    content: "{}",
    alertIds,
    notifications: [
      { channel: "email", target: "ops@example.com", sealed: bytes("a") },
      { channel: "slack", target: "https://chat.example/…", sealed: bytes("b") },
    ],
    ...changes,
  };
}

function describeRules(subject: Subject): void {
  test("a rule is kept as it is, and replaced whole", async () => {
    const rule = buildRule();
    expect(await subject.run(put(rule))).toEqual({ kind: "put" });
    await subject.reopen();
    expect(await subject.store.alertRules(ACCOUNT)).toEqual([rule]);
    const changed = {
      ...rule,
      name: "Other",
      webhookId: null,
      sealedChannels: null,
      sealedSecret: null,
      enabled: false,
    };
    expect(await subject.run(put(changed, "replace"))).toEqual({ kind: "put" });
    expect(await subject.store.alertRules(ACCOUNT)).toEqual([changed]);
    expect(await subject.store.alertRules(OTHER_ACCOUNT)).toEqual([]);
    expect(await subject.audit()).toHaveLength(2);
  });

  test("a rule that is gone is not brought back by a change; a changed default is stored", async () => {
    const rule = buildRule();
    expect(await subject.run(put(rule, "replace"))).toEqual({ kind: "not_found" });
    expect(await subject.run(put(rule, "replace_default"))).toEqual({ kind: "put" });
    expect(await subject.audit()).toHaveLength(1);
  });

  test("the limit counts an account's own rules", async () => {
    await subject.run(put(buildRule(), "replace_default", 1));
    expect(await subject.run(put(buildRule(), "create", 1))).toEqual({ kind: "put" });
    expect(await subject.run(put(buildRule(), "create", 1))).toEqual({ kind: "limit_reached" });
    expect(await subject.run(put(buildRule({ accountId: OTHER_ACCOUNT }), "create", 1))).toEqual({ kind: "put" });
  });

  test("removing a rule resolves what it has open, and frees what it has held", async () => {
    const rule = buildRule();
    const first = buildAlert({ ruleId: rule.id });
    const held = buildAlert({ ruleId: rule.id, webhookId: "wh_two" });
    const other = buildAlert({ ruleId: "alr_other" });
    await subject.run(put(rule));
    await subject.run(apply([open(first), open(held), open(other), resolve(held.id, true)]));
    const remove = { accountId: ACCOUNT, ruleId: rule.id, nowMs: T0 + 7, resolvedBy: "key_one", audit: buildAudit() };
    expect(await subject.run({ kind: "alert_rule.delete", ...remove })).toEqual({
      kind: "deleted",
      resolved: [first.id],
    });
    expect(await subject.run({ kind: "alert_rule.delete", ...remove })).toEqual({ kind: "not_found" });
    expect(await subject.store.alertRules(ACCOUNT)).toEqual([]);
    expect(await subject.store.liveAlerts(ACCOUNT)).toEqual([other]);
    expect(await subject.store.alert(ACCOUNT, first.id)).toEqual({
      ...first,
      resolvedMs: T0 + 7,
      resolvedBy: "key_one",
    });
  });
}

function describeChanges(subject: Subject): void {
  test("an alert lives: it opens, is seen, and is resolved", async () => {
    const alert = buildAlert();
    expect(await subject.run(apply([open(alert)]))).toEqual({ kind: "applied", changed: [alert.id] });
    await subject.reopen();
    expect(await subject.store.alert(ACCOUNT, alert.id)).toEqual(alert);
    expect(await subject.store.alert(OTHER_ACCOUNT, alert.id)).toBeUndefined();
    const seen = {
      muted: false,
      detail: "70 of 100",
      value: 70,
      count: 2,
      lastSeenMs: T0 + 1,
      clearSinceMs: T0 + 2,
      toldMs: T0 + 3,
    };
    await subject.run(apply([{ kind: "update", alertId: alert.id, ...seen }]));
    expect(await subject.store.alert(ACCOUNT, alert.id)).toEqual({ ...alert, ...seen });
    await subject.run(apply([resolve(alert.id)]));
    const resolved = { ...alert, ...seen, resolvedMs: T0 + 9, resolvedBy: "system" };
    expect(await subject.store.alert(ACCOUNT, alert.id)).toEqual(resolved);
    // Too late for anything more.
    const late: AlertChange[] = [{ kind: "update", alertId: alert.id, ...seen, count: 3 }, resolve(alert.id, true)];
    expect(await subject.run(apply(late))).toEqual({ kind: "applied", changed: [] });
    expect(await subject.store.alert(ACCOUNT, alert.id)).toEqual(resolved);
    expect(await subject.store.liveAlerts(ACCOUNT)).toEqual([]);
  });

  test("of a rule and a webhook one alert is open at a time", async () => {
    const [first, second, elsewhere] = [buildAlert(), buildAlert(), buildAlert({ webhookId: "wh_two" })];
    expect(await subject.run(apply([open(first), open(second), open(elsewhere)]))).toEqual({
      kind: "applied",
      changed: [first.id, elsewhere.id],
    });
    expect(await subject.store.liveAlerts(ACCOUNT)).toEqual([first, elsewhere]);
    await subject.run(apply([resolve(first.id)]));
    expect(await subject.run(apply([open(second)]))).toEqual({ kind: "applied", changed: [second.id] });
  });

  test("one that is held keeps its place until it is released", async () => {
    const [alert, next] = [buildAlert(), buildAlert()];
    const held = { ...alert, resolvedMs: T0 + 9, resolvedBy: "system", held: true };
    await subject.run(apply([open(alert), resolve(alert.id, true)]));
    expect(await subject.store.liveAlerts(ACCOUNT)).toEqual([held]);
    expect(await subject.run(apply([open(next)]))).toMatchObject({ changed: [] });
    expect(await subject.run(apply([{ kind: "release", alertId: alert.id }, open(next)]))).toMatchObject({
      changed: [alert.id, next.id],
    });
  });

  test("a step by hand is audited when it does something", async () => {
    const alert = buildAlert();
    await subject.run(apply([open(alert)]));
    const byHand = apply([resolve(alert.id)], { audit: buildAudit() });
    await subject.run(byHand);
    await subject.run({ ...byHand, audit: buildAudit() });
    expect(await subject.audit()).toHaveLength(1);
  });
}

function describeLists(subject: Subject): void {
  test("alerts are listed newest first, by state, rule and webhook, page by page", async () => {
    const old = buildAlert({ ruleId: "alr_two" });
    const middle = buildAlert({ openedMs: T0 + 1, webhookId: "wh_two" });
    const young = buildAlert({ openedMs: T0 + 1 });
    const foreign = buildAlert({ accountId: OTHER_ACCOUNT });
    await subject.run(apply([open(young), open(middle), open(old)]));
    await subject.run(apply([open(foreign)], { accountId: OTHER_ACCOUNT }));
    await subject.run(apply([resolve(middle.id, true)]));
    const ids = async (filter: Parameters<typeof subject.store.alerts>[1]) =>
      (await subject.store.alerts(ACCOUNT, filter, FIRST_PAGE)).map(({ id }) => id);
    expect(await ids({})).toEqual([young.id, middle.id, old.id]);
    expect(await ids({ status: "open" })).toEqual([young.id, old.id]);
    expect(await ids({ status: "resolved" })).toEqual([middle.id]);
    expect(await ids({ ruleId: "alr_two" })).toEqual([old.id]);
    expect(await ids({ webhookId: "wh_two" })).toEqual([middle.id]);
    expect(await ids({ status: "open", ruleId: "alr_one", webhookId: "wh_one" })).toEqual([young.id]);
    expect(await ids({ status: "resolved", webhookId: "wh_one" })).toEqual([]);
    const after = { ms: T0 + 1, id: middle.id };
    expect(await subject.store.alerts(ACCOUNT, {}, { limit: 1, after })).toEqual([old]);
  });

  test("accounts with live alerts or signals are named once", async () => {
    expect(await subject.store.alertAccounts()).toEqual([]);
    await subject.run(apply([open(buildAlert()), open(buildAlert({ webhookId: "wh_two" }))]));
    const done = buildAlert({ accountId: OTHER_ACCOUNT });
    await subject.run(apply([open(done), resolve(done.id)], { accountId: OTHER_ACCOUNT }));
    await exhaust(subject, (await subject.webhook()).id);
    expect(await subject.store.alertAccounts()).toEqual([ACCOUNT]);
  });
}

function describeMessages(subject: Subject): void {
  const settle = { kind: "alert_notification.settle", accountId: ACCOUNT, attempts: 1, atMs: T0 + 5 } as const;

  test("a message stands with each of its alerts, and is due through each of its channels", async () => {
    const [one, two] = [buildAlert(), buildAlert({ webhookId: "wh_two" })];
    const message = buildMessage([one.id, two.id], { content: '{"a":1}' });
    await subject.run(apply([open(one), open(two)], { messages: [message] }));
    await subject.reopen();
    const common = { accountId: ACCOUNT, messageId: message.id, ruleId: "alr_one", reason: "opened" };
    const fresh = { status: "pending", attempts: 0, error: null, nextTryMs: T0, atMs: T0 };
    const [mail, chat] = [
      { ...common, number: 0, channel: "email", target: "ops@example.com", ...fresh },
      { ...common, number: 1, channel: "slack", target: "https://chat.example/…", ...fresh },
    ];
    expect(await subject.store.alertNotifications(ACCOUNT, one.id, 10)).toEqual([mail, chat]);
    expect(await subject.store.alertNotifications(ACCOUNT, two.id, 1)).toEqual([mail]);
    expect(await subject.store.dueAlertNotifications(T0 - 1, 10, [])).toEqual([]);
    const content = { createdMs: T0, content: '{"a":1}' };
    expect(await subject.store.dueAlertNotifications(T0, 10, [])).toEqual([
      { ...mail, ...content, sealed: bytes("a") },
      { ...chat, ...content, sealed: bytes("b") },
    ]);
    expect(await subject.store.dueAlertNotifications(T0, 10, ["acct_other", ACCOUNT])).toEqual([]);
    expect(await subject.store.dueAlertNotifications(T0, 10, ["acct_other"])).toHaveLength(2);
    expect(await subject.store.nextAlertNotificationMs(T0 - 1)).toBe(T0);
    expect(await subject.store.nextAlertNotificationMs(T0)).toBeUndefined();
  });

  test("nothing is told of what did not happen", async () => {
    const [alert, late] = [buildAlert(), buildAlert()];
    await subject.run(apply([open(alert)]));
    await subject.run(apply([open(late)], { messages: [buildMessage([late.id])] }));
    expect(await subject.store.dueAlertNotifications(T0, 10, [])).toEqual([]);
  });

  test("a try is recorded once, and the last one ends it", async () => {
    const alert = buildAlert();
    const message = buildMessage([alert.id]);
    await subject.run(apply([open(alert)], { messages: [message] }));
    const which = { ...settle, messageId: message.id, number: 0 };
    const again = { ...which, status: "pending", error: "refused", nextTryMs: T0 + 60 } as const;
    expect(await subject.run(again)).toEqual({ kind: "settled" });
    expect(await subject.run(again)).toEqual({ kind: "stale" });
    expect(await subject.store.dueAlertNotifications(T0, 10, [])).toMatchObject([{ number: 1 }]);
    expect(await subject.store.dueAlertNotifications(T0 + 60, 10, [])).toMatchObject([
      { number: 1 },
      { number: 0, attempts: 1 },
    ]);
    const sent = { ...which, attempts: 2, status: "sent", error: null, nextTryMs: null } as const;
    expect(await subject.run(sent)).toEqual({ kind: "settled" });
    expect(await subject.run({ ...sent, attempts: 3 })).toEqual({ kind: "stale" });
    const [first] = await subject.store.alertNotifications(ACCOUNT, alert.id, 10);
    expect(first).toMatchObject({ status: "sent", attempts: 2, error: null, nextTryMs: null, atMs: T0 + 5 });
    expect(await subject.store.dueAlertNotifications(T0 + 60, 10, [])).toMatchObject([{ number: 1 }]);
  });

  test("what is long over is dropped in steps, what is open is not", async () => {
    const [over, held, lasting] = [
      buildAlert(),
      buildAlert({ webhookId: "wh_two" }),
      buildAlert({ webhookId: "wh_three" }),
    ];
    const messages = [buildMessage([over.id]), buildMessage([lasting.id], { createdMs: T0 + 100 })];
    await subject.run(apply([open(over), open(held), open(lasting)], { messages }));
    await subject.run(apply([resolve(over.id), resolve(held.id, true)]));
    const expire = { kind: "alerts.expire", beforeMs: T0 + 50, limit: 10 } as const;
    expect(await subject.run(expire)).toEqual({ kind: "expired", rows: 2 });
    expect(await subject.run(expire)).toEqual({ kind: "expired", rows: 0 });
    expect(await subject.store.alert(ACCOUNT, over.id)).toBeUndefined();
    expect(await subject.store.alertNotifications(ACCOUNT, over.id, 10)).toEqual([]);
    expect(await subject.store.liveAlerts(ACCOUNT)).toHaveLength(2);
    expect(await subject.store.alertNotifications(ACCOUNT, lasting.id, 10)).toHaveLength(2);
  });
}

/** A delivery of this webhook whose only attempt fails for good. */
async function exhaust(subject: Subject, webhookId: string, reason: "gone" | null = null): Promise<void> {
  const id = await subject.delivery(webhookId);
  const { attemptId } = await begun(subject, id);
  const disable = reason === null ? null : { reason, audit: buildAudit() };
  const failed = { state: "failed", webhookId, disable, settledMs: T0 + 3 } as const;
  await subject.run(settleAttempt(buildAttempt(id, attemptId), failed));
}

async function begun(subject: Subject, deliveryId: string): Promise<{ attemptId: string }> {
  const command = beginAttempt(deliveryId);
  await subject.run(command);
  return command;
}

function describeSignals(subject: Subject): void {
  test("the settle that exhausts a delivery or disables a webhook leaves a signal", async () => {
    const webhook = await subject.webhook();
    const succeeded = await subject.delivery(webhook.id);
    const { attemptId } = await begun(subject, succeeded);
    await subject.run(settleAttempt(buildAttempt(succeeded, attemptId), { webhookId: webhook.id }));
    expect(await subject.store.alertSignals(ACCOUNT)).toEqual([]);
    await exhaust(subject, webhook.id);
    await exhaust(subject, webhook.id, "gone");
    await exhaust(subject, webhook.id, "gone");
    await subject.reopen();
    const of = { webhookId: webhook.id, lastMs: T0 + 3 };
    expect(await subject.store.alertSignals(ACCOUNT)).toEqual([
      { ...of, kind: "delivery_exhausted", count: 3 },
      { ...of, kind: "webhook_disabled", count: 1 },
    ]);
  });

  test("a signal is taken back with what it led to; what came since stays", async () => {
    const webhook = await subject.webhook();
    await exhaust(subject, webhook.id);
    const [seen] = await subject.store.alertSignals(ACCOUNT);
    await exhaust(subject, webhook.id);
    await subject.run(apply([open(buildAlert())], { signals: seen === undefined ? [] : [seen] }));
    expect(await subject.store.alertSignals(ACCOUNT)).toMatchObject([{ count: 1 }]);
    await subject.run(apply([], { signals: await subject.store.alertSignals(ACCOUNT) }));
    expect(await subject.store.alertSignals(ACCOUNT)).toEqual([]);
  });
}

export function describeAlerts(subject: Subject): void {
  describeRules(subject);
  describeChanges(subject);
  describeLists(subject);
  describeMessages(subject);
  describeSignals(subject);
}
