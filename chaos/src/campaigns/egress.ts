import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { until } from "@callcall/e2e/support/until";
import type { Campaign, Orders, Verdict } from "../campaign.ts";
import { ownFaults, pendingWith } from "../faults.ts";
import { STRACE } from "../programs.ts";
import { onStage, type Part } from "../stage.ts";
import { Tampering } from "../tampering.ts";

// Consumers that close: a connection kept from before would get through.
const PARTS: readonly Part[] = ["one", "two", "three", "four"].map((consumer) => ({ consumer, behaviour: "closing" }));

async function run(orders: Orders): Promise<Verdict> {
  const { seed, short, say } = orders;
  const events = orders.events ?? (short ? 60 : 1_000);
  const seconds = orders.seconds ?? (short ? 2 : 30);
  return onStage(seed, async (stage) => {
    await stage.start();
    await stage.subscribe(PARTS);
    const publishers = stage.publish({ seed, count: 6 });
    publishers.allow(events / 2);
    await until(() => publishers.acknowledged >= events / 2, { what: "half of the events to be acknowledged" });
    await stage.drain();
    const tamper = { calls: ["connect"], how: "error=ENETUNREACH" };
    const tampering = await Tampering.begin(stage.server.program.pid, tamper, join(stage.scratch.path, "connects"));
    await publishers.finish(events);
    await until(async () => (await pendingWith(stage.api, "local_fault")) > 0, { what: "a fault of our own" });
    await pause(seconds * 1000);
    const refused = await tampering.end();
    say(`${refused} connections found no route; the network is back`);
    const startedMs = performance.now();
    await stage.drain();
    const recoveredMs = performance.now() - startedMs;
    const own = await ownFaults(stage.api);
    const account = await stage.account();
    await stage.server.stop();
    return {
      account,
      bound: { duplicates: 0, reckoning: "what found no route was not sent" },
      notes: [
        `${own.count} attempts came to local_fault, none charged, no webhook disabled`,
        `everything was delivered ${(recoveredMs / 1000).toFixed(1)} s after the network was back`,
      ],
      faults: [...own.faults, ...publishers.unexpected],
    };
  });
}

export const egress: Campaign = {
  name: "egress",
  what: "no route to anywhere for a while",
  needs: [STRACE],
  run,
};
