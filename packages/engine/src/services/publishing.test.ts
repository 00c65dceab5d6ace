import { BUILT_IN_EVENT_TYPES, Problem } from "@callcall/contract";
import { type Store, StoreError } from "@callcall/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ACCOUNT, type Harness, makeDirectory, openHarness, type TestDirectory } from "../testing/harness.ts";

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

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const [qualified] = BUILT_IN_EVENT_TYPES;

async function refusal(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Problem) return error;
  throw new Error(`Expected a Problem and got ${String(error)}`);
}

const batch = (events: readonly unknown[], key?: string) =>
  harness.run(
    harness.engine.events.publishBatch(
      harness.caller,
      bytes(JSON.stringify({ events })),
      key === undefined ? undefined : { key, method: "POST", path: "/api/v1/events/batch" },
    ),
  );

const idempotent = (key: string) => ({ key, method: "POST", path: "/api/v1/events" });

describe("publish", () => {
  it("sends data byte for byte, in the guide's envelope", async () => {
    const { webhook, publishRaw, sender } = harness;
    await webhook();
    const data = String.raw`{ "n" : 12345678901234567890,"f":1.0, "k":{"b":1,"a":2,"b":3},"u":"\ud800\u0000é","z":-0 ,"e":1e400}`;
    const { result } = await publishRaw(`{"type":"test.happened", "data": ${data} }`);
    expect(sender.sends[0]?.body).toBe(
      `{"id":"${result.id}","type":"test.happened","created":"2025-02-07T02:55:00Z","data":${data},"version":"2024-01-01"}`,
    );
    expect(sender.sends[0]?.header("x-callcall-event-type")).toBe("test.happened");
  });

  it("sends the stored bytes again on a retry and after a restart", async () => {
    const { webhook, publishRaw, sender, time } = harness;
    await webhook();
    sender.respond = (send) => (send.attempt === 1 ? 500 : 200);
    await publishRaw('{"type":"test.happened","data":{"a":1.0,"a":2}}');
    await time.advance(5_000);
    expect(sender.sends).toHaveLength(2);
    expect(sender.sends[1]?.body).toBe(sender.sends[0]?.body);
    expect(sender.sends[1]?.header("webhook-signature")).not.toBe(sender.sends[0]?.header("webhook-signature"));
  });

  it("names the nearest type for an unknown one", async () => {
    const problem = await refusal(harness.publishRaw('{"type":"customer.qualifed","data":{}}'));
    expect(problem).toMatchObject({ code: "unknown_event_type", errors: [{ pointer: "/type" }] });
    expect(problem.message).toContain("customer.qualified");
  });

  it("takes no archived type", async () => {
    const { engine, caller, run, publish } = harness;
    await run(engine.eventTypes.update(caller, "test.happened", { archived: true }));
    expect((await refusal(publish())).code).toBe("unknown_event_type");
  });

  it("accepts and flags by default, and refuses where the type is strict", async () => {
    const { engine, caller, run, publishRaw } = harness;
    const body = '{"type":"customer.qualified","data":{"surprise":true}}';
    const { result } = await publishRaw(body);
    expect(result.warnings?.length).toBeGreaterThan(0);
    const event = await run(engine.events.get(caller, result.id));
    expect(event.warnings).toEqual(result.warnings);
    await run(engine.eventTypes.update(caller, "customer.qualified", { validation: "strict" }));
    const problem = await refusal(publishRaw(body));
    expect(problem).toMatchObject({ code: "schema_mismatch", errors: result.warnings });
    const good = await publishRaw(JSON.stringify({ type: "customer.qualified", data: qualified.example }));
    expect(good.result.warnings).toBeUndefined();
  });

  it.each([
    ['{"type":"test.happened"}', "invalid_request"],
    ['{"data":{}}', "invalid_request"],
    ['{"type":1,"data":{}}', "invalid_request"],
    ['{"type":"test.happened","data":{},"id":"a.b"}', "invalid_request"],
    ['{"type":"test.happened","data":{},"id":""}', "invalid_request"],
    [`{"type":"test.happened","data":{},"id":"${"a".repeat(65)}"}`, "invalid_request"],
    ['{"type":"test.happened","data":{},"admin":true}', "unknown_field"],
    ['{"type":"test.happened","data":{},"data":{}}', "duplicate_key"],
    ["[]", "invalid_request"],
    ['{"type":"test.happened","data":{}', "invalid_json"],
    [`{"type":"test.happened","data":${"[".repeat(65)}${"]".repeat(65)}}`, "too_deep"],
    [`{"type":"test.happened","data":"${"a".repeat(256 * 1024)}"}`, "payload_too_large"],
  ])("refuses %.70s", async (body, code) => {
    expect((await refusal(harness.publishRaw(body))).code).toBe(code);
  });

  it("takes data as deep and as large as allowed, and of any JSON type", async () => {
    const deep = `${"[".repeat(64)}${"]".repeat(64)}`;
    const large = `"${"a".repeat(256 * 1024 - 2)}"`;
    for (const data of [deep, large, "null", "1", '""', "[]"]) {
      await harness.publishRaw(`{"type":"test.happened","data":${data}}`);
    }
  });
});

describe("a client's own id", () => {
  it("is the event's; the same again is the same event, and another content a conflict", async () => {
    const { webhook, publish, sender } = harness;
    await webhook();
    const first = await publish({ n: 1 }, { id: "order-1" });
    expect(first).toMatchObject({ id: "order-1", deliveries: 1 });
    expect(await publish({ n: 1 }, { id: "order-1" })).toEqual(first);
    expect((await refusal(publish({ n: 2 }, { id: "order-1" }))).code).toBe("duplicate_id");
    expect((await refusal(publish({ n: 1 }, { id: "order-1", type: "customer.qualified" }))).code).toBe("duplicate_id");
    expect(sender.sends).toHaveLength(1);
  });

  it("leaves no slot taken when it is not new", async () => {
    const { webhook, publish, sender } = harness;
    await webhook();
    sender.respond = () => 200;
    for (let n = 0; n < 50; n++) await publish({}, { id: "order-1" });
    sender.respond = () => undefined;
    for (let n = 0; n < 20; n++) await publish();
    expect(sender.open).toHaveLength(16);
  });

  it("leaves a FIFO lane as quick as before", async () => {
    const begins: string[] = [];
    const other = makeDirectory();
    const wrap = (store: Store): Store => ({
      ...store,
      commit(commands) {
        begins.push(...commands.map((command) => command.kind).filter((kind) => kind === "attempt.begin"));
        return store.commit(commands);
      },
    });
    const fifo = await openHarness(other.path, { wrap, respond: () => 200 });
    await fifo.webhook({ ordering: "fifo" });
    for (let n = 0; n < 3; n++) await fifo.publish({}, { id: "order-1" });
    await fifo.publish();
    // The first attempt is begun in the commit that accepts the event: no write of its own.
    expect(fifo.sender.sends).toHaveLength(2);
    expect(begins).toEqual([]);
    await fifo.close();
    other.remove();
  });

  it("is free in another account", async () => {
    const { engine, run, publish } = harness;
    await publish({ n: 1 }, { id: "order-1" });
    const other = { accountId: "acct_other", keyId: "key_other", actorName: "Other", ip: null, requestId: "req_other" };
    const body = bytes(`{"type":"${qualified.name}","data":${JSON.stringify(qualified.example)},"id":"order-1"}`);
    expect((await run(engine.events.publish(other, body))).result.id).toBe("order-1");
  });
});

describe("an idempotency key", () => {
  it("gives the same answer again, and publishes nothing", async () => {
    const { webhook, publishRaw, sender, deliveries } = harness;
    await webhook();
    const body = '{"type":"customer.qualified","data":{}}';
    const first = await publishRaw(body, idempotent("k1"));
    expect(first.replayed).toBe(false);
    expect(first.result.warnings?.length).toBeGreaterThan(0);
    expect(await publishRaw(body, idempotent("k1"))).toEqual({ result: first.result, replayed: true });
    expect(sender.sends).toHaveLength(1);
    expect(await deliveries()).toHaveLength(1);
  });

  it("answers as the first time although the type is archived since", async () => {
    const { engine, caller, run, publishRaw } = harness;
    const body = '{"type":"test.happened","data":{}}';
    const first = await publishRaw(body, idempotent("k1"));
    await run(engine.eventTypes.update(caller, "test.happened", { archived: true }));
    expect((await publishRaw(body, idempotent("k1"))).result).toEqual(first.result);
    expect((await refusal(publishRaw(body, idempotent("k2")))).code).toBe("unknown_event_type");
  });

  it("is refused with another body or another path", async () => {
    const { publishRaw } = harness;
    await publishRaw('{"type":"test.happened","data":1}', idempotent("k1"));
    const problem = await refusal(publishRaw('{"type":"test.happened","data":2}', idempotent("k1")));
    expect(problem.code).toBe("idempotency_mismatch");
    const elsewhere = { ...idempotent("k1"), path: "/api/v1/other" };
    expect((await refusal(publishRaw('{"type":"test.happened","data":1}', elsewhere))).code).toBe(
      "idempotency_mismatch",
    );
  });

  it("is free again after a day", async () => {
    const { publishRaw, time } = harness;
    const first = await publishRaw('{"type":"test.happened","data":1}', idempotent("k1"));
    await time.advance(86_400_000 - 1);
    expect((await publishRaw('{"type":"test.happened","data":1}', idempotent("k1"))).replayed).toBe(true);
    await time.advance(1);
    const second = await publishRaw('{"type":"test.happened","data":1}', idempotent("k1"));
    expect(second.replayed).toBe(false);
    expect(second.result.id).not.toBe(first.result.id);
  });

  it("makes one event of 50 concurrent requests, and leaves no slot taken", async () => {
    const { engine, caller, run, webhook, sender, deliveries, publish } = harness;
    await webhook();
    const body = bytes('{"type":"test.happened","data":{}}');
    const answers = await run(
      Promise.all(Array.from({ length: 50 }, () => engine.events.publish(caller, body, idempotent("k1")))),
    );
    expect(new Set(answers.map(({ result }) => result.id)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await deliveries()).toHaveLength(1);
    expect(sender.sends).toHaveLength(1);
    for (let n = 0; n < 20; n++) await publish();
    expect(sender.open).toHaveLength(16);
  });
});

describe("a batch", () => {
  const mixed = [
    { type: "test.happened", data: { n: 1 } },
    { type: "no.such.type", data: {} },
    { type: "customer.qualified", data: {} },
    { type: "test.happened", data: { n: 2 }, id: "order-1" },
    { type: "test.happened", data: { n: 2 }, id: "order-1" },
    { type: "test.happened", data: { n: 3 }, id: "order-1" },
    { type: "test.happened" },
    "not an event",
  ];

  it("answers item by item, in order", async () => {
    const { webhook, sender } = harness;
    await webhook();
    const { result } = await batch(mixed);
    expect(result.data.map((item) => item.status)).toEqual([202, 422, 202, 202, 202, 409, 400, 400]);
    expect(result.data[1]).toMatchObject({ code: "unknown_event_type" });
    expect(result.data[2]).toHaveProperty("warnings");
    expect(result.data[4]).toEqual(result.data[3]);
    expect(sender.sends.map((send) => JSON.parse(send.body).data)).toEqual([{ n: 1 }, {}, { n: 2 }]);
  });

  it("is answered alike when it is repeated", async () => {
    await harness.webhook();
    const first = await batch(mixed, "k1");
    expect(first.replayed).toBe(false);
    expect(await batch(mixed, "k1")).toEqual({ result: first.result, replayed: true });
  });

  it("of refused items alone is an answer, and no event", async () => {
    const { result } = await batch([{ type: "no.such.type", data: {} }]);
    expect(result.data).toMatchObject([{ status: 422 }]);
  });

  it("must have 1 to 1,000 events", async () => {
    expect((await refusal(batch([]))).code).toBe("invalid_request");
    expect((await refusal(batch(Array.from({ length: 1_001 }, () => mixed[0])))).code).toBe("invalid_request");
  });
});

describe("the fan-out", () => {
  it("reaches a webhook that was made while the event was on its way", async () => {
    const { engine, caller, run, webhook, sender } = harness;
    await webhook({ url: "https://first.example/hook" });
    const making = engine.webhooks.create(caller, { url: "https://second.example/hook", events: ["*"] });
    const publishing = engine.events.publish(caller, bytes('{"type":"test.happened","data":{}}'));
    await run(making);
    const { result } = await publishing;
    expect(result.deliveries).toBe(2);
    expect(sender.sends.map((send) => new URL(send.url).host)).toEqual(["first.example", "second.example"]);
  });

  it("computes itself again where the store knows of a change that memory does not", async () => {
    const { store, caller, webhook, publish } = harness;
    const { id } = await webhook();
    await publish();
    // As another node would.
    await store.commit([
      {
        kind: "webhook.update",
        accountId: ACCOUNT,
        webhookId: id,
        changes: { events: ["customer.*"] },
        nowMs: 0,
        audit: {
          accountId: ACCOUNT,
          id: "aud_1",
          atMs: 0,
          actor: caller.keyId,
          actorName: "",
          ip: null,
          action: "x",
          target: id,
          requestId: "",
          changes: null,
        },
      },
    ]);
    expect((await publish()).deliveries).toBe(0);
  });

  it("sends by the settings that the commit has seen, not by those that it began with", async () => {
    const { engine, caller, run, store, webhook, publish, sender } = harness;
    const { id } = await webhook({ url: "https://old.example/hook" });
    // The account is in memory, and the webhook has sent nothing yet.
    await run(engine.eventTypes.get(caller, "test.happened"));
    await store.commit([
      {
        kind: "webhook.update",
        accountId: ACCOUNT,
        webhookId: id,
        changes: { url: "https://new.example/hook" },
        nowMs: 0,
        audit: {
          accountId: ACCOUNT,
          id: "aud_1",
          atMs: 0,
          actor: caller.keyId,
          actorName: "",
          ip: null,
          action: "x",
          target: id,
          requestId: "",
          changes: null,
        },
      },
    ]);
    await publish();
    expect(sender.sends.map((send) => send.url)).toEqual(["https://new.example/hook"]);
  });

  it("sends to the filter's taste, and stores what nobody wants", async () => {
    const { engine, caller, run, webhook, publish, sender } = harness;
    await webhook({ filter: "data.score >= 80" });
    expect((await publish({ score: 85 })).deliveries).toBe(1);
    const { id, deliveries } = await publish({ score: 75 });
    expect(deliveries).toBe(0);
    expect((await publish({})).deliveries).toBe(0);
    expect(sender.sends).toHaveLength(1);
    expect(await run(engine.events.get(caller, id))).toMatchObject({ id, deliveries: { pending: 0 } });
  });

  it("gives up in the end where subscriptions never stop changing", async () => {
    const other = makeDirectory();
    const wrap = (store: Store): Store => ({
      ...store,
      subscriptions: async (accountId) => ({ ...(await store.subscriptions(accountId)), version: 1_000_000 }),
    });
    const changing = await openHarness(other.path, { wrap });
    expect((await refusal(changing.publish())).code).toBe("unavailable");
    await changing.close();
    other.remove();
  });

  it("reads the account again after a read that failed", async () => {
    const other = makeDirectory();
    let fail = false;
    const wrap = (store: Store): Store => ({
      ...store,
      subscriptions: (accountId) =>
        fail ? Promise.reject(new StoreError("unavailable", "made to fail")) : store.subscriptions(accountId),
    });
    const flaky = await openHarness(other.path, { wrap });
    fail = true;
    await expect(flaky.publish()).rejects.toThrow("made to fail");
    fail = false;
    await flaky.publish();
    await flaky.close();
    other.remove();
  });
});
