import type { AlertChannel, AlertRuleCreate } from "@callcall/contract";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CALLER, type Harness, makeDirectory, openHarness, type TestDirectory, TYPE } from "../../testing/harness.ts";
import type { Caller } from "../port.ts";

const OTHER: Caller = { ...CALLER, accountId: "acct_other" };
const TWO = 2;

let directory: TestDirectory;
let harness: Harness;

beforeEach(async () => {
  directory = makeDirectory();
  // Endpoints are gone, the channels of one account never answer.
  harness = await openHarness(directory.path, {
    respond: ({ url }) => ({ "shop.example": 410, "well.example": 200 })[new URL(url).host],
  });
});

afterEach(async () => {
  await harness.close();
  directory.remove();
});

const to = (host: string) => harness.sender.sends.filter(({ url }) => new URL(url).host === host);

/** An endpoint of the account is disabled, and so many of its rules tell so through these channels. */
async function disable(caller: Caller, rules: number, channels: AlertChannel[]): Promise<void> {
  const { engine } = harness;
  const rule: AlertRuleCreate = { name: "Mine", condition: { kind: "webhook_disabled" }, channels };
  for (let n = 0; n < rules; n++) await harness.run(engine.alertRules.create(caller, rule));
  await harness.run(engine.webhooks.create(caller, { url: "https://shop.example/hook", events: ["*"] }));
  const body = JSON.stringify({ type: TYPE, data: {} });
  await harness.run(engine.events.publish(caller, new TextEncoder().encode(body)));
  await harness.time.advance(1_000);
}

it("sends what another account waits for at once, while a hundred of one go to channels that never answer", async () => {
  const hang = (n: number): AlertChannel => ({ kind: "webhook", url: `https://hang.example/${n}` });
  await disable(CALLER, 20, [0, 1, 2, 3, 4].map(hang));
  expect(await harness.store.dueAlertNotifications(harness.time.clock.nowMs(), 200, [])).toHaveLength(100);
  expect(to("hang.example")).toHaveLength(TWO);

  await harness.run(
    harness.engine.eventTypes.create(OTHER, { name: TYPE, description: "", validation: "warn" }).catch(() => undefined),
  );
  await disable(OTHER, 1, [{ kind: "webhook", url: "https://well.example/alerts" }]);
  expect(to("well.example")).toHaveLength(1);
  expect(to("hang.example")).toHaveLength(TWO);

  // One that ends makes room for the next of its account.
  harness.sender.open.find(({ url }) => url.includes("hang"))?.answer(200);
  await harness.time.settle();
  expect(to("hang.example")).toHaveLength(TWO + 1);
});

it("goes on through all that an account has, two at a time", async () => {
  await disable(
    CALLER,
    15,
    [0, 1, 2, 3, 4].map((n) => ({ kind: "webhook", url: `https://well.example/${n}` })),
  );
  expect(to("well.example")).toHaveLength(75);
});
