import type { AlertChannel, StreamEntry } from "@callcall/contract";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  CALLER,
  type Harness,
  type HarnessOptions,
  makeDirectory,
  openHarness,
  type TestDirectory,
} from "../../testing/harness.ts";
import type { Mail, MailResult } from "./ports.ts";

const HOOK: AlertChannel = { kind: "webhook", url: "https://ops.example/alerts" };
const CHAT: AlertChannel = { kind: "slack", url: "https://chat.example/services/abcd" };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let directory: TestDirectory;
let harness: Harness;
/** Hosts that answer with 500. */
let broken: Set<string>;
const mails: Mail[] = [];
let mailResult: MailResult;

const options: HarnessOptions = {
  settings: { retryScheduleSeconds: [1, 1], breaker: false },
  respond: ({ url }) => (broken.has(new URL(url).host) ? 500 : 200),
  mailer: {
    async send(mail) {
      mails.push(mail);
      return mailResult;
    },
    close: () => undefined,
  },
};

beforeEach(async () => {
  broken = new Set();
  mails.length = 0;
  mailResult = { kind: "sent", refused: null };
  directory = makeDirectory();
  harness = await openHarness(directory.path, options);
});

afterEach(async () => {
  await harness.close();
  directory.remove();
});

const rule = (id: string, changes: Parameters<Harness["engine"]["alertRules"]["update"]>[2]) =>
  harness.run(harness.engine.alertRules.update(CALLER, id, changes));
const alerts = async (ruleId?: string) =>
  (await harness.engine.alerts.list(CALLER, ruleId === undefined ? {} : { ruleId }, { limit: 100, after: null })).data;
const to = (host: string) => harness.sender.sends.filter(({ url }) => new URL(url).host === host);
const bodies = (host: string) => to(host).map(({ body }) => JSON.parse(body));

/** Ten deliveries to this host, each tried once. */
async function fail(host: string, count = 10): Promise<void> {
  broken.add(host);
  for (let n = 0; n < count; n++) await harness.publish();
}

/** As an operator would, to see failing rates alone. */
async function only(...ids: string[]): Promise<void> {
  const { data } = await harness.engine.alertRules.list(CALLER, { limit: 100, after: null });
  for (const { id } of data) if (!ids.includes(id)) await rule(id, { enabled: false });
}

describe("a failing rate", () => {
  it("opens one alert, tells every channel, and resolves when the endpoint has been well for a while", async () => {
    await only("alr_failingRate");
    const { signing_secret: secret } = await rule("alr_failingRate", {
      channels: [HOOK, CHAT, { kind: "email", to: ["ops@example.com"] }],
    });
    const webhook = await harness.webhook({ url: "https://shop.example/hook" });
    const stream: readonly StreamEntry[] = harness.follow();
    await fail("shop.example");
    await harness.time.advance(15_000);

    const [alert] = await alerts();
    expect(await alerts()).toHaveLength(1);
    expect(alert).toMatchObject({
      status: "open",
      kind: "failing_rate",
      webhook_id: webhook.id,
      summary: "Attempts to shop.example fail",
      threshold: 50,
      muted: false,
      notifications: [
        {
          channel: "webhook",
          target: "https://ops.example/…erts",
          reason: "opened",
          status: "sent",
          attempts: 1,
          error: null,
        },
        { channel: "slack", target: "https://chat.example/…abcd", status: "sent" },
        { channel: "email", target: "ops@example.com", status: "sent" },
      ],
    });
    expect(alert?.value).toBe(100);
    expect(stream.filter(({ kind }) => kind === "alert.opened")).toEqual([
      expect.objectContaining({ alert_id: alert?.id, webhook_id: webhook.id, summary: alert?.summary }),
    ]);

    const [told] = to("ops.example");
    const headers = Object.fromEntries(told?.request.headers ?? []);
    const signedAt = new Date(Number(headers["webhook-timestamp"]) * 1_000);
    expect(headers["webhook-signature"]).toBe(
      new StandardWebhook(secret ?? "").sign(headers["webhook-id"] ?? "", signedAt, told?.body ?? ""),
    );
    expect(JSON.parse(told?.body ?? "")).toMatchObject({
      id: headers["webhook-id"],
      type: "alert.opened",
      version: "2024-01-01",
      data: {
        rule_id: "alr_failingRate",
        kind: "failing_rate",
        total: 1,
        alerts: [{ id: alert?.id, status: "open", url: `https://hooks.example/alerts/${alert?.id}` }],
      },
    });
    expect(bodies("chat.example")).toMatchObject([{ text: "Alert: Attempts to shop.example fail" }]);
    expect(mails).toMatchObject([
      { to: ["ops@example.com"], subject: "[CallCall] Alert: Attempts to shop.example fail" },
    ]);

    // 50 good ones: 30 failed of 80 is below nine tenths of the threshold.
    broken.clear();
    for (let n = 0; n < 50; n++) await harness.publish();
    await harness.time.advance(MINUTE);
    expect(await alerts()).toMatchObject([{ status: "open" }]);
    await harness.time.advance(2 * MINUTE);
    expect(await alerts()).toMatchObject([{ status: "resolved", resolved_by: "system" }]);
    expect(bodies("ops.example").map(({ type }) => type)).toEqual(["alert.opened", "alert.resolved"]);
    expect(stream.filter(({ kind }) => kind === "alert.resolved")).toHaveLength(1);
  });

  it("of several endpoints at once is one message, and each endpoint's alert knows it", async () => {
    await only("alr_failingRate");
    await rule("alr_failingRate", { channels: [HOOK] });
    for (const host of ["a.example", "b.example", "c.example"]) {
      broken.add(host);
      await harness.webhook({ url: `https://${host}/hook` });
    }
    await fail("a.example");
    await harness.time.advance(15_000);
    expect(await alerts()).toHaveLength(3);
    for (const { notifications } of await alerts()) expect(notifications).toHaveLength(1);
    expect(bodies("ops.example")).toMatchObject([{ data: { total: 3 } }]);
  });

  it("is told again each day while it lasts", async () => {
    await only("alr_failingRate");
    await rule("alr_failingRate", { channels: [HOOK] });
    await harness.webhook({ url: "https://shop.example/hook" });
    await fail("shop.example");
    await harness.time.advance(15_000);
    harness.time.step(24 * HOUR);
    await harness.time.advance(15_000);
    expect(bodies("ops.example").map(({ type }) => type)).toEqual(["alert.opened", "alert.reminder"]);
    const [alert] = await alerts();
    expect(alert?.notifications.map(({ reason }) => reason)).toEqual(["reminder", "opened"]);
  });

  it("is recorded and told to nobody while the rule is muted, and told when it speaks again", async () => {
    await only("alr_failingRate");
    const until = new Date(harness.time.clock.nowMs() + HOUR).toISOString();
    await rule("alr_failingRate", { channels: [HOOK], muted_until: until });
    await harness.webhook({ url: "https://shop.example/hook" });
    await fail("shop.example");
    await harness.time.advance(30 * MINUTE);
    expect(await alerts()).toMatchObject([{ status: "open", muted: true, notifications: [] }]);
    expect(to("ops.example")).toEqual([]);
    await harness.time.advance(31 * MINUTE);
    expect(await alerts()).toMatchObject([{ status: "open", muted: false, notifications: [{ reason: "opened" }] }]);
  });

  it("that somebody resolves stays away until it was clear", async () => {
    await only("alr_failingRate");
    await rule("alr_failingRate", { channels: [HOOK] });
    await harness.webhook({ url: "https://shop.example/hook" });
    await fail("shop.example");
    await harness.time.advance(15_000);
    const [alert] = await alerts();
    const resolved = await harness.run(harness.engine.alerts.resolve(CALLER, alert?.id ?? ""));
    expect(resolved).toMatchObject({ status: "resolved", resolved_by: CALLER.keyId });
    await expect(harness.run(harness.engine.alerts.resolve(CALLER, alert?.id ?? ""))).rejects.toMatchObject({
      code: "conflict",
    });
    await fail("shop.example", 3);
    await harness.time.advance(MINUTE);
    expect(await alerts()).toHaveLength(1);
    broken.clear();
    for (let n = 0; n < 80; n++) await harness.publish();
    await harness.time.advance(MINUTE);
    await fail("shop.example", 120);
    await harness.time.advance(MINUTE);
    expect(await alerts()).toMatchObject([{ status: "open" }, { status: "resolved" }]);
    expect(bodies("ops.example").map(({ type }) => type)).toEqual(["alert.opened", "alert.resolved", "alert.opened"]);
  });

  it("resolves when nobody judges it any more", async () => {
    await only("alr_failingRate");
    const webhook = await harness.webhook({ url: "https://shop.example/hook" });
    await fail("shop.example");
    await harness.time.advance(15_000);
    await rule("alr_failingRate", { enabled: false });
    await harness.time.advance(15_000);
    expect(await alerts()).toMatchObject([{ status: "resolved", resolved_by: "system" }]);
    await rule("alr_failingRate", { enabled: true });
    await harness.time.advance(15_000);
    expect(await alerts()).toMatchObject([{ status: "open" }, { status: "resolved" }]);
    await harness.run(harness.engine.webhooks.delete(CALLER, webhook.id));
    await harness.time.advance(15_000);
    expect((await alerts()).map(({ status }) => status)).toEqual(["resolved", "resolved"]);
  });
});

describe("what a settle shows", () => {
  it("is an alert a second later: a delivery that failed for good, counted as often as it happens", async () => {
    await only("alr_deliveryExhausted");
    await harness.webhook({ url: "https://shop.example/hook" });
    await fail("shop.example", 1);
    await harness.time.advance(4_000);
    expect(await alerts()).toMatchObject([{ kind: "delivery_exhausted", status: "open", count: 1 }]);
    await fail("shop.example", 3);
    await harness.time.advance(4_000);
    expect(await alerts()).toMatchObject([{ count: 4, detail: expect.stringContaining("4 deliveries") }]);
    broken.clear();
    await harness.publish();
    await harness.time.advance(16 * MINUTE);
    expect(await alerts()).toMatchObject([{ status: "resolved" }]);
  });

  it("survives a crash before anybody looked", async () => {
    await only("alr_deliveryExhausted", "alr_webhookDisabled");
    await harness.webhook({ url: "https://shop.example/hook" });
    harness.sender.respond = () => 410;
    await harness.publish();
    expect(await alerts()).toEqual([]);
    await harness.crash();
    harness = await openHarness(directory.path, { ...options, startMs: harness.time.clock.nowMs() });
    await harness.time.advance(15_000);
    expect((await alerts()).map(({ kind }) => kind).sort()).toEqual(["delivery_exhausted", "webhook_disabled"]);
    expect(await harness.store.alertSignals(CALLER.accountId)).toEqual([]);
  });

  it("of a disabled endpoint is over when it is enabled", async () => {
    await only("alr_webhookDisabled");
    await rule("alr_webhookDisabled", { channels: [HOOK] });
    const webhook = await harness.webhook({ url: "https://shop.example/hook" });
    harness.sender.respond = ({ url }) => (url.includes("shop") ? 410 : 200);
    await harness.publish();
    await harness.time.advance(1_000);
    expect(await alerts()).toMatchObject([{ status: "open", detail: expect.stringContaining("410") }]);
    await harness.run(harness.engine.webhooks.enable(CALLER, webhook.id));
    await harness.time.advance(1_000);
    expect(await alerts()).toMatchObject([{ status: "resolved" }]);
    expect(bodies("ops.example").map(({ type }) => type)).toEqual(["alert.opened", "alert.resolved"]);
  });
});

it("a backlog is an alert when what is due is not sent for long", async () => {
  await only("alr_backlogAge");
  await harness.webhook({ url: "https://shop.example/hook" });
  harness.sender.respond = () => ({ status: 503, outcome: "http_5xx", retryAfter: "7200" });
  await harness.publish();
  harness.sender.respond = () => 200;
  await harness.publish();
  await harness.time.advance(14 * MINUTE);
  expect(await alerts()).toEqual([]);
  await harness.time.advance(2 * MINUTE);
  expect(await alerts()).toMatchObject([{ kind: "backlog_age", status: "open", threshold: 900 }]);
  await harness.time.advance(3 * HOUR);
  expect(await alerts()).toMatchObject([{ status: "resolved" }]);
});

it("a secret older than its rotation period is an alert, also where nothing else happens, and over when it is rotated", async () => {
  await only("alr_secretAge");
  const account = { id: CALLER.accountId, name: "Test", createdMs: harness.time.clock.nowMs() };
  await harness.store.commit([{ kind: "account.create", account, audit: null }]);
  const webhook = await harness.webhook({ secret_rotation: { period_days: 30, automatic: false } });
  await harness.time.advance(HOUR + MINUTE);
  expect(await alerts()).toEqual([]);
  harness.time.step(30 * 24 * HOUR);
  await harness.time.advance(HOUR + MINUTE);
  expect(await alerts()).toMatchObject([{ kind: "secret_age", status: "open", value: 30, threshold: 30 }]);
  await harness.run(harness.engine.webhooks.rotateSecret(CALLER, webhook.id, 0));
  await harness.time.advance(15_000);
  expect(await alerts()).toMatchObject([{ status: "resolved" }]);
});

it("slow answers are an alert", async () => {
  await only("alr_latency");
  await harness.webhook({ url: "https://shop.example/hook" });
  const timings = { dnsMs: 1, connectMs: 1, tlsMs: 1, firstByteMs: 6_000, totalMs: 6_000 };
  harness.sender.respond = () => ({ status: 200, timings });
  for (let n = 0; n < 20; n++) await harness.publish();
  await harness.time.advance(15_000);
  expect(await alerts()).toMatchObject([{ kind: "latency", status: "open", threshold: 5_000 }]);
});

describe("a channel that fails", () => {
  beforeEach(async () => {
    await only("alr_webhookDisabled");
    await rule("alr_webhookDisabled", { channels: [HOOK] });
    await harness.webhook({ url: "https://shop.example/hook" });
  });

  const disable = async () => {
    harness.sender.respond = ({ url }) => (url.includes("shop") ? 410 : broken.has(new URL(url).host) ? 500 : 200);
    await harness.publish();
    await harness.time.advance(1_000);
  };

  it("is tried eight times within an hour, with one id, and opens no alert about itself", async () => {
    broken.add("ops.example");
    await disable();
    expect((await alerts())[0]?.notifications).toMatchObject([
      { status: "pending", attempts: 1, error: "The receiver answered 500", next_try_at: expect.any(String) },
    ]);
    await harness.time.advance(HOUR);
    expect(to("ops.example")).toHaveLength(8);
    expect(new Set(to("ops.example").map(({ eventId }) => eventId)).size).toBe(1);
    expect(await alerts()).toHaveLength(1);
    expect((await alerts())[0]?.notifications).toMatchObject([{ status: "failed", attempts: 8, next_try_at: null }]);
    await harness.time.advance(2 * HOUR);
    expect(to("ops.example")).toHaveLength(8);
  });

  it("is taken up again by the next start", async () => {
    broken.add("ops.example");
    await disable();
    await harness.crash();
    broken.clear();
    harness = await openHarness(directory.path, { ...options, startMs: harness.time.clock.nowMs(), seed: 2 });
    await harness.time.advance(MINUTE);
    expect((await alerts())[0]?.notifications).toMatchObject([{ status: "sent", attempts: 2 }]);
  });

  it("is given up at once where another try cannot help", async () => {
    await rule("alr_webhookDisabled", { channels: [{ kind: "email", to: ["nobody@example.com"] }] });
    mailResult = { kind: "failed", permanent: true, error: "550 No such user" };
    await disable();
    await harness.time.advance(HOUR);
    expect(mails).toHaveLength(1);
    expect((await alerts())[0]?.notifications).toMatchObject([{ status: "failed", error: "550 No such user" }]);
  });
});

describe("a test of a rule", () => {
  it("goes through every channel, now, and says what came of each", async () => {
    await rule("alr_latency", { channels: [HOOK, CHAT, { kind: "email", to: ["a@example.com", "b@example.com"] }] });
    broken.add("chat.example");
    mailResult = { kind: "sent", refused: "b@example.com was refused" };
    const { data } = await harness.run(harness.engine.alertRules.test(CALLER, "alr_latency"));
    expect(data).toMatchObject([
      { channel: "webhook", reason: "test", status: "sent", error: null },
      { channel: "slack", reason: "test", status: "failed", error: "The receiver answered 500" },
      { channel: "email", reason: "test", status: "sent", error: "b@example.com was refused" },
    ]);
    expect(bodies("ops.example")).toMatchObject([{ type: "alert.test", data: { rule_id: "alr_latency" } }]);
    expect(await alerts()).toEqual([]);
  });

  it("is refused while two others run", async () => {
    await rule("alr_latency", { channels: [HOOK] });
    harness.sender.respond = () => undefined;
    const tests = [1, 2].map(() => harness.engine.alertRules.test(CALLER, "alr_latency"));
    await harness.time.settle();
    await expect(harness.run(harness.engine.alertRules.test(CALLER, "alr_latency"))).rejects.toMatchObject({
      code: "rate_limited",
    });
    for (const send of harness.sender.open) send.answer(200);
    await harness.run(Promise.all(tests));
  });
});
