import { LIMITS, Problem, type WebhookCreate } from "@callcall/contract";
import Stripe from "stripe";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Harness, makeDirectory, openHarness, type TestDirectory } from "../testing/harness.ts";

let directory: TestDirectory;
let harness: Harness;

beforeEach(async () => {
  directory = makeDirectory();
  harness = await openHarness(directory.path);
});

afterEach(async () => {
  await harness.close();
  directory.remove();
});

async function refusal(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Problem) return error;
  throw new Error(`Expected a Problem and got ${String(error)}`);
}

const stripe = new Stripe("sk_test_of_no_account");

/** Whether the latest request verifies with this secret. */
function verifies(secret: string): boolean {
  const send = harness.sender.sends.at(-1);
  try {
    const header = send?.header("x-callcall-signature") ?? "";
    return (
      stripe.webhooks.signature?.verifyHeader(
        send?.body ?? "",
        header,
        secret,
        300,
        undefined,
        harness.time.clock.nowMs(),
      ) ?? false
    );
  } catch {
    return false;
  }
}

describe("the rules", () => {
  const many = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`x-h${n}`, "v"]));

  it.each<[Partial<WebhookCreate>, string, string]>([
    [{ url: "not a url" }, "address_refused", "/url"],
    [{ url: "ftp://consumer.example/" }, "address_refused", "/url"],
    [{ url: "https://169.254.169.254/latest" }, "address_refused", "/url"],
    [{ url: "https://user:pass@consumer.example/" }, "address_refused", "/url"],
    [{ events: ["customer.qualifed"] }, "unknown_event_type", "/events/0"],
    [{ events: ["*", "customers.*"] }, "unknown_event_type", "/events/1"],
    [{ version: "1999-01-01" }, "invalid_request", "/version"],
    [{ filter: "data.score >=" }, "invalid_filter", "/filter"],
    [{ filter: "1 + 1" }, "invalid_filter", "/filter"],
    [{ headers: { host: "x" } }, "invalid_header", "/headers/host"],
    [{ headers: { "Content-Type": "x" } }, "invalid_header", "/headers/Content-Type"],
    [{ headers: { "x-callcall-signature": "x" } }, "invalid_header", "/headers/x-callcall-signature"],
    [{ headers: { "webhook-id": "x" } }, "invalid_header", "/headers/webhook-id"],
    [{ headers: { cookie: "x" } }, "invalid_header", "/headers/cookie"],
    [{ headers: { "a/b~c": "x" } }, "invalid_header", "/headers/a~1b~0c"],
    [{ headers: { "x-a": "1\r\nx-b: 2" } }, "invalid_header", "/headers/x-a"],
    [{ headers: { "x-a": "1", "X-A": "2" } }, "invalid_header", "/headers/X-A"],
    [{ headers: { "x-a": "v".repeat(4_097) } }, "invalid_header", "/headers/x-a"],
    [{ headers: many(33) }, "invalid_header", "/headers"],
    [
      { headers: Object.fromEntries(["a", "b", "c", "d", "e"].map((n) => [`x-${n}`, "v".repeat(4_000)])) },
      "invalid_header",
      "/headers",
    ],
  ])("refuse %j", async (input, code, pointer) => {
    const problem = await refusal(harness.webhook(input));
    expect(problem.code).toBe(code);
    expect(problem.errors.map((error) => error.pointer)).toContain(pointer);
    // And the same at a change.
    const { id } = await harness.webhook();
    const update = harness.engine.webhooks.update(harness.caller, id, input);
    expect((await refusal(harness.run(update))).code).toBe(code);
  });

  it("name the nearest type", async () => {
    expect((await refusal(harness.webhook({ events: ["customer.qualifed"] }))).message).toContain("customer.qualified");
  });

  it("take what is allowed", async () => {
    const headers = { ...many(30), authorization: "Bearer abc", "x-long": "v".repeat(4_096) };
    const made = await harness.webhook({ events: ["*", "customer.*", "test.happened"], headers });
    expect(made.headers).toEqual({ ...many(30), authorization: null, "x-long": "v".repeat(4_096) });
    expect(made.status).toBe("enabled");
    expect(made.version).toBe("2024-01-01");
  });

  it("take no more webhooks than the account may have", async () => {
    await harness.close();
    harness = await openHarness(directory.path, { settings: { webhooksPerAccount: 2 } });
    await harness.webhook();
    await harness.webhook();
    expect((await refusal(harness.webhook())).code).toBe("limit_reached");
  });
});

describe("a change", () => {
  it("is of what it names, and of nothing else", async () => {
    const { engine, caller, run, webhook } = harness;
    const before = await webhook({
      description: "before",
      metadata: { team: "growth" },
      filter: "data.a == 1",
      rate_limit: 5,
      retry_policy: { schedule_seconds: [1] },
      headers: { authorization: "Bearer abc" },
    });
    const after = await run(engine.webhooks.update(caller, before.id, { description: "after", filter: null }));
    expect(after).toEqual({
      ...before,
      description: "after",
      filter: null,
      secret: after.secret,
      updated_at: after.updated_at,
    });
    const reset = await run(
      engine.webhooks.update(caller, before.id, { rate_limit: null, retry_policy: null, headers: {} }),
    );
    expect(reset).toMatchObject({ rate_limit: null, headers: {} });
    expect(reset.retry_policy.schedule_seconds.length).toBeGreaterThan(5);
  });

  it("keeps the value of a header that is null, and refuses to keep none", async () => {
    const { engine, caller, run, webhook, publish, sender } = harness;
    sender.respond = () => 200;
    const { id } = await webhook({ headers: { authorization: "Bearer kept", "x-team": "growth" } });
    const headers = { Authorization: null, "x-region": "eu" };
    const after = await run(engine.webhooks.update(caller, id, { headers }));
    expect(after.headers).toEqual(headers);
    await publish();
    const sent = sender.sends.at(-1);
    expect([sent?.header("Authorization"), sent?.header("x-region"), sent?.header("x-team")]).toEqual([
      "Bearer kept",
      "eu",
      undefined,
    ]);
    const unknown = await refusal(run(engine.webhooks.update(caller, id, { headers: { "x-api-key": null } })));
    expect(unknown).toMatchObject({ code: "invalid_header", errors: [{ pointer: "/headers/x-api-key" }] });
  });

  it("of a foreign webhook is of none", async () => {
    const { engine, run, webhook } = harness;
    const { id } = await webhook();
    const stranger = { accountId: "acct_other", keyId: "key_x", actorName: "X", ip: null, requestId: "req_x" };
    const { webhooks } = engine;
    const calls: (() => Promise<unknown>)[] = [
      () => webhooks.get(stranger, id),
      () => webhooks.update(stranger, id, { description: "x" }),
      () => webhooks.delete(stranger, id),
      () => webhooks.enable(stranger, id),
      () => webhooks.disable(stranger, id),
      () => webhooks.rotateSecret(stranger, id, 0),
      () => webhooks.revealSecret(stranger, id),
      () => webhooks.knownSecrets(stranger, id),
      () => webhooks.test(stranger, id, Buffer.from('{"type":"test.happened"}')),
    ];
    for (const call of calls) {
      const problem = await refusal(run(call()));
      expect(problem.toDocument("r")).toEqual(
        (await refusal(run(webhooks.get(stranger, "wh_unknown")))).toDocument("r"),
      );
    }
  });
});

describe("secrets", () => {
  it("are shown at creation and masked afterwards", async () => {
    const { engine, caller, run, webhook } = harness;
    const made = await webhook();
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const shown = await run(engine.webhooks.get(caller, made.id));
    expect(shown.secret).toBe(`whsec_…${made.secret.slice(-4)}`);
    const list = await run(engine.webhooks.list(caller, { limit: 10, after: null }));
    expect(JSON.stringify(list)).not.toContain(made.secret.slice(6, 20));
    expect((await run(engine.webhooks.revealSecret(caller, made.id))).secret).toBe(made.secret);
  });

  it("are nowhere in the database file", async () => {
    const { readFileSync, existsSync } = await import("node:fs");
    const made = await harness.webhook({ headers: { authorization: "Bearer topsecretvalue" } });
    const files = [directory.path, `${directory.path}-wal`].filter(existsSync).map((path) => readFileSync(path));
    const all = Buffer.concat(files);
    expect(all.includes(made.id)).toBe(true);
    expect(all.includes(made.secret.slice(6, 30))).toBe(false);
    expect(all.includes("topsecretvalue")).toBe(false);
  });

  it("sign together during a rotation, until the end of each", async () => {
    const { engine, caller, run, webhook, publish, sender, time } = harness;
    sender.respond = () => 200;
    const first = await webhook();
    const { secret: second, previous } = await run(engine.webhooks.rotateSecret(caller, first.id, 3_600));
    expect(previous).toEqual([{ secret: first.secret, expires_at: "2025-02-07T03:55:00.000Z" }]);
    const hints = async () =>
      (await run(engine.webhooks.get(caller, first.id))).signing_secrets.map(({ hint, expires_at }) => [
        hint,
        expires_at,
      ]);
    expect(await hints()).toEqual([
      [`whsec_…${second.slice(-4)}`, null],
      [`whsec_…${first.secret.slice(-4)}`, "2025-02-07T03:55:00.000Z"],
    ]);
    await publish();
    expect([first.secret, second].map(verifies)).toEqual([true, true]);
    await time.advance(3_599_999);
    await publish();
    expect([first.secret, second].map(verifies)).toEqual([true, true]);
    await time.advance(1);
    expect(await hints()).toHaveLength(1);
    await publish();
    expect([first.secret, second].map(verifies)).toEqual([false, true]);
  });

  it("without overlap end at once, all of them", async () => {
    const { engine, caller, run, webhook, publish, sender } = harness;
    sender.respond = () => 200;
    const first = await webhook();
    await publish();
    const { secret: second } = await run(engine.webhooks.rotateSecret(caller, first.id, 604_800));
    const { secret: third, previous } = await run(engine.webhooks.rotateSecret(caller, first.id, 0));
    expect(previous).toEqual([]);
    await publish();
    expect([first.secret, second, third].map(verifies)).toEqual([false, false, true]);
    expect(sender.sends.at(-1)?.header("x-callcall-signature")?.match(/v1=/g)).toHaveLength(1);
  });

  it("are three at the most", async () => {
    const { engine, caller, run, webhook, publish, sender } = harness;
    sender.respond = () => 200;
    const secrets = [(await webhook()).secret];
    const { id } = (await run(engine.webhooks.list(caller, { limit: 1, after: null }))).data[0] ?? { id: "" };
    for (let n = 0; n < 4; n++) secrets.unshift((await run(engine.webhooks.rotateSecret(caller, id, 604_800))).secret);
    await publish();
    expect(secrets.map(verifies)).toEqual([true, true, true, false, false]);
    const revealed = await run(engine.webhooks.revealSecret(caller, id));
    expect([revealed.secret, ...revealed.previous.map((one) => one.secret)]).toEqual(secrets.slice(0, 3));
  });

  it("have the newest first although the clock has stepped back", async () => {
    const { engine, caller, run, webhook, publish, sender, time } = harness;
    sender.respond = () => 200;
    const { id } = await webhook();
    let newest = "";
    for (let n = 0; n < 5; n++) {
      time.step(-3_600_000);
      newest = (await run(engine.webhooks.rotateSecret(caller, id, 60))).secret;
    }
    expect((await run(engine.webhooks.revealSecret(caller, id))).secret).toBe(newest);
    await publish();
    expect(verifies(newest)).toBe(true);
  });

  it("that were rotated out are known for some days, to tell who still uses them", async () => {
    const { engine, caller, run, webhook, time } = harness;
    const first = await webhook();
    const { secret: second } = await run(engine.webhooks.rotateSecret(caller, first.id, 0));
    await time.advance(3_600_000);
    expect(await run(engine.webhooks.knownSecrets(caller, first.id))).toMatchObject({
      inForce: [second],
      ended: [{ secret: first.secret }],
    });
  });
});

describe("the audit log", () => {
  it("has everything that is done, by whom and from where", async () => {
    const { engine, caller, run, webhook, time } = harness;
    const { id } = await webhook();
    await run(engine.webhooks.update(caller, id, { description: "x" }));
    await run(engine.webhooks.disable(caller, id));
    await run(engine.webhooks.enable(caller, id));
    await run(engine.webhooks.rotateSecret(caller, id, 0));
    await run(engine.webhooks.revealSecret(caller, id));
    await run(engine.webhooks.delete(caller, id));
    const key = await run(engine.keys.create(caller, { name: "k", scopes: ["events:write"] }));
    await run(engine.keys.revoke(caller, key.id));
    await time.settle();
    const { data } = await run(engine.audit.list(caller, {}, { limit: 50, after: null }));
    expect(data.map((entry) => entry.action).reverse()).toEqual([
      "event_type.create",
      "webhook.create",
      "webhook.update",
      "webhook.disable",
      "webhook.enable",
      "secret.rotate",
      "secret.reveal",
      "webhook.delete",
      "key.create",
      "key.revoke",
    ]);
    for (const entry of data) {
      expect(entry).toMatchObject({
        actor: caller.keyId,
        actor_name: caller.actorName,
        ip: caller.ip,
        request_id: caller.requestId,
      });
    }
  });

  async function changesOf(action: string): Promise<readonly unknown[]> {
    const { engine, caller, run } = harness;
    const { data } = await run(engine.audit.list(caller, { action }, { limit: 50, after: null }));
    return data.map((entry) => entry.changes);
  }

  it("tells what changed, before and after, and of credentials only that they did", async () => {
    const { engine, caller, run, webhook } = harness;
    const headers = { authorization: "Bearer first-credential", "x-team": "growth" };
    const made = await webhook({ url: "https://consumer.example/a", events: ["customer.*"], headers, rate_limit: 5 });
    expect(await changesOf("webhook.create")).toEqual([
      [
        { field: "url", before: null, after: "https://consumer.example/a" },
        { field: "events", before: null, after: ["customer.*"] },
        { field: "status", before: null, after: "enabled" },
        { field: "version", before: null, after: "2024-01-01" },
        { field: "rate_limit", before: null, after: 5 },
        { field: "ordering", before: null, after: "none" },
        { field: "on_exhausted", before: null, after: "skip" },
        { field: "headers.authorization", before: null, after: "(hidden)" },
        { field: "headers.x-team", before: null, after: "growth" },
      ],
    ]);
    const url = "https://consumer.example/b";
    const keyed = `${url}?token=query-credential`;
    const changed = { authorization: "Bearer second-credential", "x-team": "growth" };
    await run(engine.webhooks.update(caller, made.id, { url: keyed, rate_limit: null, headers: changed }));
    expect(await changesOf("webhook.update")).toEqual([
      [
        { field: "url", before: "https://consumer.example/a", after: url },
        { field: "url.query", before: null, after: "(hidden)" },
        { field: "rate_limit", before: 5, after: null },
        { field: "headers.authorization", before: "(hidden)", after: "(hidden)" },
      ],
    ]);
    await run(engine.webhooks.disable(caller, made.id));
    expect(await changesOf("webhook.disable")).toEqual([
      [
        { field: "status", before: "enabled", after: "disabled" },
        { field: "disabled_reason", before: null, after: "by_hand" },
      ],
    ]);
    const { secret } = await run(engine.webhooks.rotateSecret(caller, made.id, 3_600));
    const hints = [made.secret, secret].map((text) => `whsec_…${text.slice(-4)}`);
    expect(await changesOf("secret.rotate")).toEqual([
      [
        { field: "secret", before: hints[0], after: hints[1] },
        { field: "previous_expires_at", before: null, after: "2025-02-07T03:55:00.000Z" },
      ],
    ]);
    await run(engine.webhooks.revealSecret(caller, made.id));
    expect(await changesOf("secret.reveal")).toEqual([[]]);
    await run(engine.webhooks.delete(caller, made.id));
    expect(await changesOf("webhook.delete")).toMatchObject([
      [{ field: "url", before: url, after: null }, {}, {}, {}, {}, {}, {}, {}, {}, {}],
    ]);

    const log = await run(engine.audit.list(caller, {}, { limit: 100, after: null }));
    expect(JSON.stringify(log)).not.toMatch(/credential/);
    for (const text of [made.secret, secret]) expect(JSON.stringify(log)).not.toContain(text.slice(6, 20));
  });

  it("tells every one of many changes at once what it found", async () => {
    const { engine, caller, run, webhook } = harness;
    const { id } = await webhook({ description: "0" });
    const descriptions = ["1", "2", "3", "4"];
    await run(Promise.all(descriptions.map((description) => engine.webhooks.update(caller, id, { description }))));
    expect(await changesOf("webhook.update")).toEqual(
      descriptions.map((after) => [{ field: "description", before: String(Number(after) - 1), after }]).reverse(),
    );
  });

  it("goes on where the search for a rare entry had to end", async () => {
    const { engine, caller, run, store } = harness;
    const audit = (n: number, action: string) => ({
      accountId: caller.accountId,
      id: `aud_${n}`,
      atMs: n,
      actor: "key_old",
      actorName: "",
      ip: null,
      action,
      target: "",
      requestId: "",
      changes: null,
    });
    const entries = Array.from({ length: LIMITS.list_rows_examined + 1 }, (_, n) =>
      audit(n, n === 0 ? "rare.one" : "usual.one"),
    );
    await store.commit(entries.map((entry) => ({ kind: "audit.append", audit: entry })));
    const filter = { actionPrefix: "rare.", actor: "key_old" };
    const first = await run(engine.audit.list(caller, filter, { limit: 10, after: null }));
    expect(first.data).toEqual([]);
    expect(first.next).toEqual({ ms: 1, id: "aud_1" });
    const second = await run(engine.audit.list(caller, filter, { limit: 10, after: first.next }));
    expect(second).toMatchObject({ data: [{ id: "aud_0" }], next: null });
  });
});

it("a retry and a cancellation say what they found", async () => {
  const { engine, caller, run, webhook, publish, sender, time } = harness;
  sender.respond = () => 500;
  await webhook({ retry_policy: { schedule_seconds: [3_600] } });
  await publish();
  await time.settle();
  const [delivery] = await harness.deliveries();
  await run(engine.deliveries.cancel(caller, delivery?.id ?? ""));
  await run(engine.deliveries.retry(caller, delivery?.id ?? ""));
  const { data } = await run(engine.audit.list(caller, { target: delivery?.id ?? "" }, { limit: 10, after: null }));
  expect(data).toMatchObject([
    {
      action: "delivery.retry",
      changes: [
        { field: "status", before: "cancelled", after: "pending" },
        { field: "next_attempt_at", before: null, after: "2025-02-07T02:55:00.000Z" },
        { field: "cancelled_reason", before: "by_hand", after: null },
      ],
    },
    {
      action: "delivery.cancel",
      changes: [
        { field: "status", before: "pending", after: "cancelled" },
        { field: "next_attempt_at", before: expect.any(String), after: null },
        { field: "cancelled_reason", before: null, after: "by_hand" },
      ],
    },
  ]);
});
