import { spawnSync } from "node:child_process";
import { until } from "@callcall/e2e/support/until";
import type { Campaign, Orders, Verdict } from "../campaign.ts";
import { ownFaults, pendingWith } from "../faults.ts";
import { PRLIMIT } from "../programs.ts";
import { onStage, type Part } from "../stage.ts";

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
    await publishers.finish(events);
    await until(async () => (await pendingWith(stage.api, "local_fault")) > 0, { what: "a fault of our own" });
    say(`${publishers.acknowledged} events for ${endpoints} endpoints over ${DESCRIPTORS} descriptors`);
    const startedMs = performance.now();
    await stage.drain(180_000);
    const drainedMs = performance.now() - startedMs;
    const own = await ownFaults(stage.api);
    const account = await stage.account();
    await stage.server.stop();
    return {
      account,
      bound: { duplicates: 0, reckoning: "what got no descriptor was not sent" },
      notes: [
        `${endpoints} endpoints, ${DESCRIPTORS} descriptors: ${own.count} attempts came to local_fault, none charged, no webhook disabled`,
        `everything was delivered ${(drainedMs / 1000).toFixed(1)} s later, under the same limit and by the same process`,
      ],
      faults: [...own.faults, ...publishers.unexpected],
    };
  });
}

export const descriptors: Campaign = {
  name: "descriptors",
  what: "128 file descriptors for more endpoints than that",
  needs: [PRLIMIT],
  run,
};
