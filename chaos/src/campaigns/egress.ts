import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Campaign, Orders, Verdict } from "../campaign.ts";
import { STRACE } from "../programs.ts";
import { onStage, type Part } from "../stage.ts";
import { Tampering } from "../tampering.ts";
import { ownFaultVerdict, publishInto, recovered } from "./own-fault.ts";

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
    await publishers.reach(events / 2);
    await stage.drain();
    const tamper = { calls: ["connect"], how: "error=ENETUNREACH" };
    const tampering = await Tampering.begin(stage.server.program.pid, tamper, join(stage.scratch.path, "connects"));
    await publishInto(stage, publishers, events);
    await pause(seconds * 1000);
    const refused = await tampering.end();
    say(`${refused} connections found no route; the network is back`);
    const recoveredIn = await recovered(stage);
    return ownFaultVerdict(stage, {
      publishers,
      reckoning: "what found no route was not sent",
      notes: [`everything was delivered ${recoveredIn} s after the network was back`],
    });
  });
}

export const egress: Campaign = {
  name: "egress",
  what: "no route to anywhere for a while",
  needs: [STRACE],
  run,
};
