import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "@callcall/store";
import { openSqliteStore } from "@callcall/store/sqlite";
import { expect, it } from "vitest";

interface Times {
  readonly oldestMs: number;
  readonly newestMs: number;
}
interface Taken {
  readonly p50: number;
  readonly max: number;
}
interface ListTimes {
  timeLists(
    store: Store,
    accountId: string,
    webhookIds: readonly string[],
    times: Times,
    repeats: number,
  ): Promise<readonly (Taken & { readonly list: string; readonly filter: string })[]>;
  timeFigures(store: Store, accountId: string, webhookIds: readonly string[], times: Times): Promise<readonly Taken[]>;
}
interface Seed {
  seedAccount(
    store: Store,
    options: { readonly accountId: string; readonly events: number; readonly untilMs: number },
  ): Promise<readonly string[]>;
}

/** Modules of plain JavaScript, by their declarations. */
const load = async <Module>(name: string) => (await import(new URL(`./lib/${name}`, import.meta.url).href)) as Module;
const { timeFigures, timeLists } = await load<ListTimes>("list-times.mjs");
const { seedAccount } = await load<Seed>("seed.mjs");

/**
 * The short form of what docs/performance.md tells of a million events. Each page looks at a bounded number of rows,
 * and that bound is reached here as well: the longest times are nearly those of a million.
 */
const EVENTS = 20_000;

it("a page of any list, under any filter, is there in 300 ms, and a month of figures in 20 ms", async () => {
  const directory = mkdtempSync(join(tmpdir(), "callcall-lists-"));
  const store = await openSqliteStore({ path: join(directory, "callcall.db") });
  const accountId = "acct_default";
  const untilMs = Date.now();
  const webhookIds = await seedAccount(store, { accountId, events: EVENTS, untilMs });
  const times = { oldestMs: untilMs - 30 * 86_400_000, newestMs: untilMs };
  const lists = await timeLists(store, accountId, webhookIds, times, 1);
  expect(lists.length).toBeGreaterThan(40);
  // Of one run on a machine that does other things: the median is what is promised, the longest may be held up.
  for (const { list, filter, p50, max } of lists) {
    expect(p50, `${list} by ${filter}`).toBeLessThan(300);
    expect(max, `${list} by ${filter}`).toBeLessThan(1_000);
  }
  const [month] = await timeFigures(store, accountId, webhookIds, times);
  expect(month?.p50).toBeLessThan(20);
  await store.close();
  rmSync(directory, { recursive: true });
}, 120_000);
