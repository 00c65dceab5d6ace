import { Problem, type TrafficStart } from "@callcall/contract";
import type { Store } from "@callcall/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Harness, makeDirectory, openHarness, type TestDirectory } from "../testing/harness.ts";

let directory: TestDirectory;
let harness: Harness;
let hold: Promise<void> | undefined;

beforeEach(async () => {
  hold = undefined;
  directory = makeDirectory();
  harness = await openHarness(directory.path, {
    wrap: (store): Store => ({
      ...store,
      commit: async (commands) => {
        if (commands.some(({ kind }) => kind === "events.accept")) await hold;
        return store.commit(commands);
      },
    }),
  });
});

afterEach(async () => {
  await harness.close();
  directory.remove();
});

const start = (input: Partial<TrafficStart> = {}) =>
  harness.run(
    harness.engine.traffic.start(harness.caller, {
      types: ["customer.qualified", "message.received"],
      rate_per_second: 10,
      duration_seconds: 2,
      ...input,
    }),
  );

const list = () => harness.run(harness.engine.traffic.list(harness.caller));

async function stored(): Promise<readonly string[]> {
  const page = { limit: 1_000, after: null };
  const { data } = await harness.run(harness.engine.events.list(harness.caller, {}, page));
  return data.map(({ type }) => type);
}

describe("the traffic simulator", () => {
  it("publishes at its rate for its time, like anybody else", async () => {
    const entries = harness.follow();
    const run = await start();
    expect(run).toMatchObject({ status: "running", rate_per_second: 10, finished_at: null });
    await harness.time.advance(1_000);
    expect((await list())[0]).toMatchObject({ status: "running", published: 11, refused: 0 });
    await harness.time.advance(1_000);
    expect((await list())[0]).toMatchObject({ id: run.id, status: "finished", published: 20, refused: 0 });
    const types = await stored();
    expect(types).toHaveLength(20);
    expect(new Set(types)).toEqual(new Set(["customer.qualified", "message.received"]));
    expect(entries.filter(({ kind }) => kind === "event.accepted")).toHaveLength(20);
  });

  it("catches up after a stall instead of drifting, and counts what the store does not take", async () => {
    let release = (): void => undefined;
    hold = new Promise((resolve) => {
      release = resolve;
    });
    await start({ rate_per_second: 100, duration_seconds: 2 });
    await harness.time.advance(1_500);
    const [stalled] = await list();
    expect(stalled).toMatchObject({ published: 0, refused: 101, last_error: expect.stringContaining("keep up") });
    release();
    await harness.time.advance(500);
    const [run] = await list();
    expect(run).toMatchObject({ status: "finished", refused: 101, published: 99 });
    expect(await stored()).toHaveLength(99);
  });

  it("runs once at a time in an account, until it is stopped", async () => {
    const run = await start({ duration_seconds: 600 });
    await expect(start()).rejects.toMatchObject({ code: "conflict" });
    const { engine, caller, run: settle } = harness;
    expect(await settle(engine.traffic.stop(caller, run.id))).toMatchObject({ status: "stopped", published: 1 });
    await harness.time.advance(5_000);
    expect(await stored()).toHaveLength(1);
    expect((await start()).status).toBe("running");
    expect((await list()).map(({ status }) => status)).toEqual(["running", "stopped"]);
    await expect(settle(engine.traffic.stop({ ...caller, accountId: "acct_other" }, run.id))).rejects.toMatchObject({
      code: "not_found",
    });
  });

  it("names the types that are not there", async () => {
    const problem: unknown = await start({ types: ["customer.qualified", "customer.qualifed"] }).catch(
      (error) => error,
    );
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({
      code: "unknown_event_type",
      errors: [{ pointer: "/types/1", detail: expect.stringContaining("customer.qualified") }],
    });
  });

  it("ends with the engine", async () => {
    await start({ duration_seconds: 600 });
    const stopped = harness.engine.stop(0);
    await harness.time.advance(2_000);
    await stopped;
    expect(harness.time.waiting()).toBe(0);
  });
});
