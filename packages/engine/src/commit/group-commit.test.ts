import { Problem } from "@callcall/contract";
import {
  type AcceptEvents,
  type Rejected,
  StoreError,
  type WriteCommand,
  type WriteResult,
  type WriteStore,
} from "@callcall/store";
import { describe, expect, it } from "vitest";
import type { Step } from "../telemetry/steps.ts";
import { createVirtualTime } from "../testing/virtual-time.ts";
import { createGroupCommit } from "./group-commit.ts";

const command = (n: number): WriteCommand => ({
  kind: "rows.expire",
  secretsEndedMs: 0,
  minutesBeforeMs: 0,
  hoursBeforeMs: 0,
  callsBeforeMs: 0,
  nowMs: n,
  limit: 1,
});

/** A store that commits when it is told to. */
function controlled({ gatherMs = 0 } = {}) {
  const commits: {
    readonly numbers: readonly number[];
    resolve(): void;
    resolveWith(results: readonly WriteResult[]): void;
    reject(error: unknown): void;
  }[] = [];
  const store: WriteStore = {
    commit: (commands) =>
      new Promise((resolve, reject) => {
        const numbers = commands.map((entry) => (entry.kind === "rows.expire" ? entry.nowMs : -1));
        commits.push({
          numbers,
          resolve: () => resolve(numbers.map((rows) => ({ kind: "expired", rows }))),
          resolveWith: resolve,
          reject,
        });
      }),
  };
  const time = createVirtualTime();
  const fatal: Error[] = [];
  const steps: Step[] = [];
  const commit = createGroupCommit({
    store,
    clock: time.clock,
    timers: time.timers,
    observe: (step) => void steps.push(step),
    gatherMs,
    onFatal: (error) => void fatal.push(error),
  });
  return { commit, commits, time, fatal, steps };
}

describe("group commit", () => {
  it("commits what arrives in one turn together, in order, each with its own result", async () => {
    const { commit, commits, time } = controlled();
    const results = Promise.all([1, 2, 3].map((n) => commit.submit(command(n))));
    await time.settle();
    expect(commits.map(({ numbers }) => numbers)).toEqual([[1, 2, 3]]);
    commits[0]?.resolve();
    expect(await results).toEqual([1, 2, 3].map((rows) => ({ kind: "expired", rows })));
  });

  it("gathers what arrives while a commit is under way, and never runs two at once", async () => {
    const { commit, commits, time } = controlled();
    const first = commit.submit(command(1));
    await time.settle();
    const rest = [2, 3, 4].map((n) => commit.submit(command(n)));
    await time.settle();
    expect(commits).toHaveLength(1);
    commits[0]?.resolve();
    await first;
    await time.settle();
    expect(commits.map(({ numbers }) => numbers)).toEqual([[1], [2, 3, 4]]);
    commits[1]?.resolve();
    await Promise.all(rest);
  });

  it("waits for more where many came during the last commit, and for nothing where fewer did", async () => {
    const { commit, commits, time } = controlled({ gatherMs: 3 });
    const submit = (...numbers: readonly number[]) => Promise.all(numbers.map((n) => commit.submit(command(n))));
    const first = submit(1, 2, 3, 4, 5, 6, 7, 8);
    await time.settle();
    expect(commits).toHaveLength(1);

    const during = submit(9, 10, 11, 12, 13, 14, 15, 16);
    commits[0]?.resolve();
    await first;
    await time.settle();
    expect(commits).toHaveLength(1);
    const beside = submit(17);
    await time.advance(3);
    expect(commits.map(({ numbers }) => numbers).at(-1)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17]);

    const fewer = submit(18, 19, 20, 21, 22, 23, 24);
    commits[1]?.resolve();
    await Promise.all([during, beside]);
    await time.settle();
    expect(commits.map(({ numbers }) => numbers).at(-1)).toEqual([18, 19, 20, 21, 22, 23, 24]);
    commits[2]?.resolve();
    await fewer;

    void commit.submit(command(25));
    await time.settle();
    expect(commits).toHaveLength(4);
  });

  it("resolves nothing before the store has", async () => {
    const { commit, commits, time } = controlled();
    let done = false;
    const submitted = commit.submit(command(1)).then(() => {
      done = true;
    });
    await time.advance(60_000);
    expect(done).toBe(false);
    commits[0]?.resolve();
    await submitted;
  });

  it("splits what is more than one commit should hold, and keeps the order", async () => {
    const { commit, commits, time } = controlled();
    const all = Promise.all(Array.from({ length: 2_200 }, (_, n) => commit.submit(command(n))));
    for (let index = 0; index < 3; index++) {
      await time.settle();
      commits[index]?.resolve();
    }
    await all;
    expect(commits.map(({ numbers }) => numbers.length)).toEqual([1_000, 1_000, 200]);
    expect(commits.flatMap(({ numbers }) => numbers)).toEqual(Array.from({ length: 2_200 }, (_, n) => n));
  });

  it("fails exactly the commands of a commit that failed", async () => {
    const { commit, commits, time, fatal } = controlled();
    const failing = [1, 2].map((n) => commit.submit(command(n)));
    await time.settle();
    const following = commit.submit(command(3));
    const error = new StoreError("full", "no space");
    commits[0]?.reject(error);
    const ends = await Promise.allSettled(failing);
    expect(ends.map((end) => end.status === "rejected" && end.reason)).toEqual([error, error]);
    await time.settle();
    commits[1]?.resolve();
    expect(await following).toEqual({ kind: "expired", rows: 3 });
    expect(fatal).toEqual([]);
  });

  it("fails only the command that the store refused", async () => {
    const { commit, commits, time } = controlled();
    const submitted = [1, 2, 3].map((n) => commit.submit(command(n)));
    await time.settle();
    const error = new Error("an id that exists");
    const refused: Rejected = { kind: "rejected", error };
    commits[0]?.resolveWith([{ kind: "expired", rows: 1 }, refused, { kind: "expired", rows: 3 }]);
    const ends = await Promise.allSettled(submitted);
    expect(ends.map((end) => end.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(ends[1]).toMatchObject({ reason: error });
  });

  it.each([
    ["the disk cannot be trusted any more", "io"],
    ["another node has taken over", "locked"],
  ] as const)("says once that %s", async (_, reason) => {
    const { commit, commits, time, fatal } = controlled();
    const ended = new StoreError(reason, "nothing more is committed");
    for (let index = 0; index < 2; index++) {
      const submitted = commit.submit(command(index));
      await time.settle();
      commits[index]?.reject(ended);
      await expect(submitted).rejects.toBe(ended);
    }
    expect(fatal).toEqual([ended]);
  });

  it("turns away what can be asked for again once too much waits, and takes it again afterwards", async () => {
    const { commit, commits, time, steps } = controlled();
    const first = commit.submit(command(0));
    await time.settle();
    const waiting = Array.from({ length: 20_000 }, (_, n) => commit.submit(command(n)));
    const refused = await commit.submitIfRoom(command(1)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Problem);
    expect(refused).toMatchObject({ code: "unavailable", retryAfterSeconds: 1 });
    expect(steps).toEqual([{ step: "commit.shed", waiting: 20_000, waitingBytes: 0 }]);
    // What must not be refused is not.
    waiting.push(commit.submit(command(2)));
    commits[0]?.resolve();
    await first;
    for (let index = 1; index <= 21; index++) {
      await time.settle();
      commits[index]?.resolve();
    }
    await Promise.all(waiting);
    const taken = commit.submitIfRoom(command(3));
    await time.settle();
    commits[22]?.resolve();
    expect(await taken).toEqual({ kind: "expired", rows: 3 });
  });

  const accept = (dataBytes: number, deliveries: number): AcceptEvents => ({
    kind: "events.accept",
    accountId: "acct_test",
    subscriptionsVersion: 0,
    nowMs: 0,
    idempotency: null,
    events: [
      {
        id: "evt_1",
        type: "a",
        createdMs: 0,
        warnings: null,
        trace: null,
        data: new Uint8Array(dataBytes),
        deliveries: Array.from({ length: deliveries }, (_, n) => ({
          id: `dlv_${n}`,
          webhookId: "wh_1",
          nextAttemptMs: 0,
          open: null,
        })),
      },
    ],
  });

  it("bounds the memory of what waits, and the rows of one commit", async () => {
    const { commit, commits, time } = controlled();
    const first = commit.submit(command(0));
    await time.settle();
    void commit.submit(accept(64 * 1024 * 1024, 900));
    void commit.submit(accept(0, 900));
    const refused = await commit.submitIfRoom(accept(1, 1)).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "unavailable", retryAfterSeconds: 1 });
    commits[0]?.resolve();
    await first;
    await time.settle();
    expect(commits[1]?.numbers).toHaveLength(1);
    const taken = commit.submitIfRoom(accept(1, 1));
    for (let index = 1; index <= 2; index++) {
      commits[index]?.resolve();
      await time.settle();
    }
    await taken;
    expect(commits[2]?.numbers).toHaveLength(2);
  });

  it("turns away where few commands hold many deliveries", async () => {
    const { commit, commits, time } = controlled();
    const first = commit.submit(command(0));
    await time.settle();
    void commit.submit(accept(0, 99_997));
    void commit.submitIfRoom(command(1));
    await expect(commit.submitIfRoom(accept(0, 1))).rejects.toMatchObject({ code: "unavailable" });
    commits[0]?.resolve();
    await first;
    await time.settle();
    const taken = commit.submitIfRoom(accept(0, 1));
    for (let index = 1; index <= 2; index++) {
      commits[index]?.resolve();
      await time.settle();
    }
    await taken;
  });

  it("is idle when everything is settled, and what that brought about too", async () => {
    const { commit, commits, time } = controlled();
    await commit.idle();
    const chain = commit.submit(command(1)).then(() => commit.submit(command(2)));
    let idle = false;
    const waiting = commit.idle().then(() => {
      idle = true;
    });
    await time.settle();
    commits[0]?.resolve();
    await time.settle();
    expect(idle).toBe(false);
    commits[1]?.resolve();
    await time.settle();
    await Promise.all([chain, waiting]);
  });

  it("is idle after a failure as well", async () => {
    const { commit, commits, time } = controlled();
    const failing = commit.submit(command(1));
    const waiting = commit.idle();
    await time.settle();
    commits[0]?.reject(new StoreError("unavailable", "busy"));
    await expect(failing).rejects.toThrow("busy");
    await time.settle();
    await waiting;
  });
});
