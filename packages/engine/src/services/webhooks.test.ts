import { Problem, type WebhookCreate } from "@callcall/contract";
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
    await publish();
    expect([first.secret, second].map(verifies)).toEqual([true, true]);
    await time.advance(3_599_999);
    await publish();
    expect([first.secret, second].map(verifies)).toEqual([true, true]);
    await time.advance(1);
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

it("everything that is done is written to the audit log", async () => {
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
  const { data } = await run(engine.audit.list(caller, { limit: 50, after: null }));
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
  expect(data.every((entry) => entry.actor === caller.keyId && entry.request_id === caller.requestId)).toBe(true);
});
