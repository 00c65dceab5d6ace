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

const BUILT_IN = ["analysis.completed", "customer.qualified", "message.received", "service.matched"];

describe("event types", () => {
  it("are the built-in ones and the account's own, by name, in pages", async () => {
    const { engine, caller, run } = harness;
    const seen: string[] = [];
    let after: { ms: number; id: string } | null = null;
    for (;;) {
      const page: Awaited<ReturnType<typeof engine.eventTypes.list>> = await run(
        engine.eventTypes.list(caller, { limit: 2, after }),
      );
      seen.push(...page.data.map((type) => type.name));
      if (page.next === null) break;
      after = page.next;
    }
    expect(seen).toEqual([...BUILT_IN, "test.happened"]);
  });

  it("that are built in can be changed, for this account alone", async () => {
    const { engine, caller, run } = harness;
    const changed = await run(engine.eventTypes.update(caller, "customer.qualified", { validation: "strict" }));
    expect(changed).toMatchObject({ built_in: true, validation: "strict" });
    expect(await run(engine.eventTypes.get(caller, "customer.qualified"))).toEqual(changed);
    const other = { ...caller, accountId: "acct_other" };
    expect((await run(engine.eventTypes.get(other, "customer.qualified"))).validation).toBe("warn");
    expect(
      (await run(engine.eventTypes.list(other, { limit: 50, after: null }))).data.map((type) => type.name),
    ).toEqual(BUILT_IN);
  });

  it("are added once", async () => {
    const { engine, caller, run } = harness;
    const input = { name: "order.paid", description: "", validation: "strict" as const };
    const made = await run(
      engine.eventTypes.create(caller, { ...input, schema: { type: "object" }, example: { a: 1 } }),
    );
    expect(made).toMatchObject({ built_in: false, schemas: { "2024-01-01": { type: "object" } }, example: { a: 1 } });
    await expect(run(engine.eventTypes.create(caller, input))).rejects.toMatchObject({ code: "conflict" });
    const builtIn = engine.eventTypes.create(caller, { ...input, name: "customer.qualified" });
    await expect(run(builtIn)).rejects.toMatchObject({ code: "conflict" });
    await expect(run(engine.eventTypes.get(caller, "no.such"))).rejects.toMatchObject({ code: "not_found" });
  });

  it("take a schema that compiles and that the example fits", async () => {
    const { engine, caller, run } = harness;
    const input = { name: "order.paid", description: "", validation: "strict" as const };
    const refused = [
      { ...input, schema: { type: "strange" } },
      { ...input, schema: { $async: true } },
      { ...input, schema: { type: "object" }, example: 1 },
      { ...input, schema: { description: "x".repeat(70_000) } },
    ];
    for (const type of refused) {
      await expect(run(engine.eventTypes.create(caller, type))).rejects.toMatchObject({ code: "invalid_schema" });
    }
  });

  it("use the new schema from the change on", async () => {
    const { engine, caller, run, publish } = harness;
    await run(engine.eventTypes.update(caller, "test.happened", { validation: "strict", schema: { required: ["a"] } }));
    await expect(publish({})).rejects.toMatchObject({ code: "schema_mismatch" });
    await publish({ a: 1 });
    await expect(run(engine.eventTypes.update(caller, "test.happened", { example: { b: 1 } }))).rejects.toMatchObject({
      code: "invalid_schema",
    });
    await run(engine.eventTypes.update(caller, "test.happened", { schema: null }));
    await publish({});
  });

  it("that are archived take no new subscriptions", async () => {
    const { engine, caller, run, webhook } = harness;
    await run(engine.eventTypes.update(caller, "test.happened", { archived: true }));
    await expect(webhook({ events: ["test.happened"] })).rejects.toMatchObject({ code: "unknown_event_type" });
    await run(engine.eventTypes.update(caller, "test.happened", { archived: false }));
    await webhook({ events: ["test.happened"] });
  });
});
