import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { seeded } from "@callcall/e2e/support/random";
import type { Campaign, Orders, Verdict } from "../campaign.ts";
import { STRACE } from "../programs.ts";
import { onStage, type Part } from "../stage.ts";
import { Tampering } from "../tampering.ts";

const PARTS: readonly Part[] = [{ consumer: "steady", behaviour: "steady" }];
const SHORTEST_MS = 200;
const LONGEST_MS = 500;
/**
 * A commit holds the event loop, and a request takes some turns of it: arrival, body, commit, answer. Measured: about
 * ten syncs for the slowest. Three times that is a queue that grows instead of being bounded.
 */
const BOUND_MS = 30 * LONGEST_MS;

async function run(orders: Orders): Promise<Verdict> {
  const { seed, short, say } = orders;
  const phases = orders.kills ?? (short ? 2 : 8);
  const seconds = orders.seconds ?? (short ? 2 : 8);
  const random = seeded(seed);
  return onStage(seed, async (stage) => {
    await stage.start();
    await stage.subscribe(PARTS);
    const publishers = stage.publish({ seed, count: 48 });
    publishers.allow(Number.MAX_SAFE_INTEGER);
    const quickMs = await acksDuring(publishers.ackMs, () => pause(1_000));
    const slowMs: number[] = [];
    let delayed = 0;
    for (let phase = 1; phase <= phases; phase++) {
      const delayMs = random.between(SHORTEST_MS, LONGEST_MS);
      const tamper = { calls: ["fsync", "fdatasync"], how: `delay_enter=${delayMs * 1000}` };
      const log = join(stage.scratch.path, `delays-${phase}`);
      const tampering = await Tampering.begin(stage.server.program.pid, tamper, log);
      slowMs.push(...(await acksDuring(publishers.ackMs, () => pause(seconds * 1000))));
      delayed += await tampering.end();
      say(`syncs take ${delayMs} ms longer (${phase} of ${phases}): ${publishers.acknowledged} acknowledged`);
    }
    await publishers.stop();
    await stage.drain();
    const account = await stage.account();
    await stage.server.stop();
    const p99 = percentile(slowMs, 0.99);
    const rate = (acks: number, during: number): string => `${Math.round(acks / during)}/s`;
    const faults = [...publishers.unexpected];
    if (p99 > BOUND_MS) faults.push(`the 99th percentile of acknowledgements is ${p99} ms, more than ${BOUND_MS}`);
    if (delayed === 0) faults.push("no sync was delayed: the campaign has tried nothing");
    return {
      account,
      bound: { duplicates: 0, reckoning: "a disk that is slow breaks nothing off" },
      notes: [
        `${delayed} syncs delayed by ${SHORTEST_MS} to ${LONGEST_MS} ms`,
        `requests acknowledged: ${rate(quickMs.length, 1)} before, ${rate(slowMs.length, phases * seconds)} with the slow disk`,
        `the slow ones took ${percentile(slowMs, 0.5)} ms (p50), ${p99} ms (p99, at most ${BOUND_MS}); ${publishers.refused.get(503) ?? 0} were refused with 503`,
      ],
      faults,
    };
  });
}

/** What was added to the list meanwhile. */
async function acksDuring(list: readonly number[], meanwhile: () => Promise<void>): Promise<readonly number[]> {
  const from = list.length;
  await meanwhile();
  return list.slice(from);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}

export const slowDisk: Campaign = {
  name: "slow-disk",
  what: "syncs that take 200 to 500 ms longer",
  needs: [STRACE],
  run,
};
