import type { AlertCondition } from "@callcall/contract";
import type { Store } from "@callcall/store";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createVault } from "../../signing/vault.ts";
import {
  CALLER,
  type Harness,
  makeDirectory,
  openHarness,
  seededRandom,
  type TestDirectory,
} from "../../testing/harness.ts";
import { createAlertDesk, type DeskPorts } from "./desk.ts";
import { createRuleBook } from "./rule-book.ts";

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

/** A desk of its own on the store of the harness, which counts what it reads. Nothing is wrong, so it writes nothing. */
function countingDesk() {
  const read: string[] = [];
  const { store, time } = harness;
  const counting: Store = {
    ...store,
    rollups(subject, range) {
      read.push(`${subject.webhookId} ${range.width} ${range.sinceMs}`);
      return store.rollups(subject, range);
    },
  };
  const rules = createRuleBook(store, createVault(new Uint8Array(32).fill(7), seededRandom(1)));
  const ports = { store: counting, rules, clock: time.clock, timers: time.timers, rotationDays: () => null };
  return { read, desk: createAlertDesk(ports as unknown as DeskPorts) };
}

const add = (condition: AlertCondition, webhook_id: string | null = null) =>
  harness.run(harness.engine.alertRules.create(CALLER, { name: "Mine", condition, webhook_id }));

it("tells how many judgements a look took, rules times webhooks", async () => {
  const [first] = [await harness.webhook(), await harness.webhook(), await harness.webhook()];
  await add({ kind: "webhook_disabled" });
  await add({ kind: "webhook_disabled" }, first.id);
  const { desk } = countingDesk();
  // Six defaults and one for each of three, one for one.
  expect(await harness.run(desk.look(CALLER.accountId))).toMatchObject({ judged: 7 * 3 + 1 });
});

it("reads the figures of a webhook over at most nine windows, whatever its rules say", async () => {
  await harness.webhook();
  for (let n = 0; n < 90; n++) {
    await add({ kind: "failing_rate", failed_percent: 50, window_seconds: 60 + n * 959, min_attempts: 10 });
  }
  const { desk, read } = countingDesk();
  expect(await harness.run(desk.look(CALLER.accountId))).toMatchObject({ judged: 96, windowMs: 86_400_000 });
  expect(read.length).toBeGreaterThan(5);
  expect(read.length).toBeLessThanOrEqual(9);
  expect(new Set(read).size).toBe(read.length);
});
