import type { AlertRuleCreate } from "@callcall/contract";
import { LIMITS } from "@callcall/contract";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BUILT_IN_RULES } from "../../domain/alerts/built-in.ts";
import { CALLER, type Harness, makeDirectory, openHarness } from "../../testing/harness.ts";

const directory = makeDirectory();
let harness: Harness;

beforeEach(async () => {
  harness = await openHarness(`${directory.path}-${Math.random()}`);
});
afterEach(() => harness.close());

const OWN: AlertRuleCreate = { name: "Mine", condition: { kind: "delivery_exhausted" } };
const SLACK = "https://hooks.chat.example/services/T0/B0/secretEnd";
const create = (changes: Partial<AlertRuleCreate> = {}) =>
  harness.run(harness.engine.alertRules.create(CALLER, { ...OWN, ...changes }));
const update = (id: string, changes: Parameters<Harness["engine"]["alertRules"]["update"]>[2]) =>
  harness.run(harness.engine.alertRules.update(CALLER, id, changes));
const list = async (page: { limit: number; after?: { ms: number; id: string } } = { limit: 100 }) =>
  harness.engine.alertRules.list(CALLER, { limit: page.limit, after: page.after ?? null });

describe("the defaults", () => {
  it("stand in every account, switched on, with nothing stored", async () => {
    const { data, next } = await list();
    expect(data.map(({ id, built_in, enabled, channels }) => ({ id, built_in, enabled, channels }))).toEqual(
      BUILT_IN_RULES.map(({ id }) => ({ id, built_in: true, enabled: true, channels: [] })),
    );
    expect(next).toBeNull();
    expect(await harness.store.alertRules(CALLER.accountId)).toEqual([]);
  });

  it("can be changed and switched off, for this account alone", async () => {
    const condition = { kind: "failing_rate", failed_percent: 10, window_seconds: 60, min_attempts: 2 } as const;
    const changed = await update("alr_failingRate", { enabled: false, condition, muted_until: "2030-01-01T00:00:00Z" });
    expect(changed).toMatchObject({
      built_in: true,
      enabled: false,
      condition,
      muted_until: "2030-01-01T00:00:00.000Z",
    });
    expect(await harness.engine.alertRules.get(CALLER, "alr_failingRate")).toEqual(changed);
    expect((await list()).data).toHaveLength(BUILT_IN_RULES.length);
    const other = { ...CALLER, accountId: "acct_other" };
    expect(await harness.engine.alertRules.get(other, "alr_failingRate")).toMatchObject({ enabled: true });
  });

  it("cannot be removed", async () => {
    await expect(harness.run(harness.engine.alertRules.delete(CALLER, "alr_latency"))).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("switch it off"),
    });
  });
});

describe("an account's own rules", () => {
  it("stand after the defaults, page by page", async () => {
    const [first, second] = [await create(), await create({ name: "Second" })];
    const pages: string[] = [];
    let after: { ms: number; id: string } | undefined;
    do {
      const page = await list({ limit: 3, ...(after === undefined ? {} : { after }) });
      pages.push(...page.data.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(pages).toEqual([...BUILT_IN_RULES.map(({ id }) => id), first.id, second.id]);
  });

  it("are removed for good", async () => {
    const { id } = await create();
    await harness.run(harness.engine.alertRules.delete(CALLER, id));
    await expect(harness.engine.alertRules.get(CALLER, id)).rejects.toMatchObject({ code: "not_found" });
    await expect(update(id, { enabled: true })).rejects.toMatchObject({ code: "not_found" });
  });

  it("watch a webhook of this account, or every one", async () => {
    const webhook = await harness.webhook();
    expect(await create({ webhook_id: webhook.id })).toMatchObject({ webhook_id: webhook.id });
    await expect(create({ webhook_id: "wh_unknown" })).rejects.toMatchObject({
      code: "not_found",
      errors: [{ pointer: "/webhook_id" }],
    });
  });

  it("keep their kind", async () => {
    const { id } = await create();
    await expect(update(id, { condition: { kind: "secret_age" } })).rejects.toMatchObject({
      code: "conflict",
      errors: [{ pointer: "/condition/kind" }],
    });
  });

  it("are limited in number", async () => {
    for (let n = 0; n < LIMITS.alert_rules_per_account; n++) await create();
    await expect(create()).rejects.toMatchObject({ code: "limit_reached" });
  });
});

describe("channels", () => {
  it("are judged as the addresses of webhooks are", async () => {
    const channels = [
      { kind: "slack" as const, url: SLACK },
      { kind: "webhook" as const, url: "https://10.0.0.1/hook" },
    ];
    await expect(create({ channels })).rejects.toMatchObject({
      code: "address_refused",
      errors: [{ pointer: "/channels/1/url" }],
    });
  });

  it("of mail need a mail server", async () => {
    await expect(create({ channels: [{ kind: "email", to: ["ops@example.com"] }] })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("CALLCALL_SMTP_URL"),
      errors: [{ pointer: "/channels/0" }],
    });
  });

  it("show of a Slack URL its host and its end, and take that back for the whole", async () => {
    const rule = await create({ channels: [{ kind: "slack", url: SLACK }] });
    expect(rule.channels).toEqual([{ kind: "slack", url: "https://hooks.chat.example/…tEnd" }]);
    await update(rule.id, { channels: [{ kind: "slack", url: "https://other.example/x" }, ...rule.channels] });
    harness.sender.respond = () => 200;
    await harness.run(harness.engine.alertRules.test(CALLER, rule.id));
    expect(harness.sender.sends.map(({ url }) => url)).toEqual(["https://other.example/x", SLACK]);
    // What was never shown stands for nothing.
    await expect(
      update(rule.id, { channels: [{ kind: "slack", url: "https://hooks.chat.example/…tEnx" }] }),
    ).rejects.toMatchObject({ code: "address_refused" });
  });

  it("stand in the audit log masked as well", async () => {
    const { id } = await create();
    await update(id, { channels: [{ kind: "slack", url: SLACK }], enabled: false });
    const { data } = await harness.engine.audit.list(CALLER, {}, { limit: 1, after: null });
    expect(data).toMatchObject([
      {
        action: "alert_rule.update",
        target: id,
        changes: [
          { field: "channels", before: null, after: [{ kind: "slack", url: "https://hooks.chat.example/…tEnd" }] },
          { field: "enabled", before: true, after: false },
        ],
      },
    ]);
  });

  it("are unreadable in the store", async () => {
    await create({
      channels: [
        { kind: "slack", url: SLACK },
        { kind: "webhook", url: "https://ops.example/alerts" },
      ],
    });
    const [stored] = await harness.store.alertRules(CALLER.accountId);
    const text = Buffer.from(stored?.sealedChannels ?? []).toString("latin1");
    expect(text).not.toContain("secretEnd");
    expect(text).not.toContain("ops.example");
  });

  it("of webhooks bring a secret: shown once, kept while there is one, another afterwards", async () => {
    const hook = { kind: "webhook" as const, url: "https://ops.example/alerts" };
    const rule = await create();
    expect(rule.signing_secret).toBeNull();
    const { signing_secret: whole } = await update(rule.id, { channels: [hook] });
    expect(whole).toMatch(/^whsec_.{44}$/);
    const masked = `whsec_…${whole?.slice(-4)}`;
    expect(await update(rule.id, { channels: [hook, { ...hook, url: "https://ops.example/two" }] })).toMatchObject({
      signing_secret: masked,
    });
    expect(await harness.engine.alertRules.get(CALLER, rule.id)).toMatchObject({ signing_secret: masked });
    expect((await update(rule.id, { channels: [] })).signing_secret).toBeNull();
    const next = await update(rule.id, { channels: [hook] });
    expect(next.signing_secret).toMatch(/^whsec_.{44}$/);
    expect(next.signing_secret).not.toBe(whole);
  });
});

describe("a test", () => {
  const test = () => harness.run(harness.engine.alertRules.test(CALLER, "alr_latency"));
  const logged = async () =>
    (await harness.engine.audit.list(CALLER, { action: "alert_rule.test" }, { limit: 50, after: null })).data;

  beforeEach(async () => {
    await update("alr_latency", { channels: [{ kind: "webhook", url: "https://ops.example/alerts" }] });
  });

  it("stands in the audit log before anything is sent", async () => {
    harness.sender.respond = () => undefined;
    const running = harness.engine.alertRules.test(CALLER, "alr_latency");
    await harness.time.settle();
    expect(harness.sender.sends).toHaveLength(1);
    expect(await logged()).toMatchObject([{ action: "alert_rule.test", target: "alr_latency" }]);
    for (const send of harness.sender.open) send.answer(200);
    await harness.run(running);
  });

  it("is sent twenty times within an hour, and refused then, with nothing sent or logged", async () => {
    harness.sender.respond = () => 200;
    for (let n = 0; n < LIMITS.alert_tests_per_hour; n++) await test();
    await expect(test()).rejects.toMatchObject({ code: "rate_limited", retryAfterSeconds: 3_600 });
    expect(harness.sender.sends).toHaveLength(20);
    expect(await logged()).toHaveLength(20);
    await harness.time.advance(3_600_000);
    await test();
    expect(harness.sender.sends).toHaveLength(21);
  });
});
