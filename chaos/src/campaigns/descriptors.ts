import { spawnSync } from "node:child_process";
import type { Campaign, Orders, Verdict } from "../campaign.ts";
import { PRLIMIT } from "../programs.ts";
import { onStage, type Part } from "../stage.ts";
import { ownFaultVerdict, publishInto, recovered } from "./own-fault.ts";

const DESCRIPTORS = 128;
/** Longer than the campaign: no consumer is to blame for anything. */
const DEADLINE_MS = 30_000;

async function run(orders: Orders): Promise<Verdict> {
  const { seed, short, say } = orders;
  const endpoints = short ? 150 : 400;
  const events = orders.events ?? (short ? 2 : 20);
  const parts = Array.from({ length: endpoints }, (_, index): Part => {
    return { consumer: `c${index}`, behaviour: "slow", deadlineMs: DEADLINE_MS };
  });
  return onStage(seed, async (stage) => {
    await stage.start();
    await stage.subscribe(parts);
    const { pid } = stage.server.program;
    const limited = spawnSync("prlimit", ["--pid", String(pid), `--nofile=${DESCRIPTORS}:${DESCRIPTORS}`]);
    if (limited.status !== 0) throw new Error(`Cannot limit the descriptors: ${limited.stderr}`);
    const publishers = stage.publish({ seed, count: 3 });
    await publishInto(stage, publishers, events);
    say(`${publishers.acknowledged} events for ${endpoints} endpoints over ${DESCRIPTORS} descriptors`);
    const seconds = await recovered(stage);
    return ownFaultVerdict(stage, {
      publishers,
      reckoning: "what got no descriptor was not sent",
      notes: [
        `${endpoints} endpoints, ${DESCRIPTORS} descriptors: everything was delivered ${seconds} s later, under the same limit and by the same process`,
      ],
    });
  });
}

export const descriptors: Campaign = {
  name: "descriptors",
  what: "128 file descriptors for more endpoints than that",
  needs: [PRLIMIT],
  run,
};
