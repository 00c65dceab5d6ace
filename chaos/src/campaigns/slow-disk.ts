import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { seeded } from "@callcall/e2e/support/random";
import { until } from "@callcall/e2e/support/until";
import type { Campaign, Orders, Verdict } from "../campaign.ts";
import { STRACE } from "../programs.ts";
import type { Publishers } from "../publishers.ts";
import { onStage, type Part, type Stage } from "../stage.ts";
import { Tampering } from "../tampering.ts";

const PUBLISHERS = 48;
const PARTS: readonly Part[] = [{ consumer: "steady", behaviour: "steady" }];
const SHORTEST_MS = 200;
const LONGEST_MS = 500;
/**
 * A commit holds the event loop, and a request takes some turns of it: arrival, body, commit, answer. Measured: about
 * ten syncs for the slowest. Three times that is a queue that grows instead of being bounded.
 */
const BOUND_MS = 30 * LONGEST_MS;
/**
 * A flood that is more than 64 MiB while one sync is under way: what waits for the disk in memory is bounded, and so
 * some of it must be refused.
 */
const FLOOD = { publishers: 240, fillerBytes: 250_000, delayMs: 2_000, refusals: 20 };
/** So long without a refusal once the disk is quick again. */
const CALM_MS = 2_000;

async function run(orders: Orders): Promise<Verdict> {
  const { seed, short, say } = orders;
  const phases = orders.kills ?? (short ? 2 : 8);
  const seconds = orders.seconds ?? (short ? 2 : 8);
  const random = seeded(seed);
  return onStage(seed, async (stage) => {
    await stage.start();
    await stage.subscribe(PARTS);
    const publishers = stage.publish({ seed, count: PUBLISHERS, honourRetryAfter: true });
    publishers.allow(Number.MAX_SAFE_INTEGER);
    const quickMs = await acksDuring(publishers.ackMs, () => pause(1_000));
    const slowMs: number[] = [];
    let delayed = 0;
    for (let phase = 1; phase <= phases; phase++) {
      const delayMs = random.between(SHORTEST_MS, LONGEST_MS);
      const tampering = await slowDown(stage, delayMs);
      slowMs.push(...(await acksDuring(publishers.ackMs, () => pause(seconds * 1000))));
      delayed += await tampering.end();
      say(`syncs take ${delayMs} ms longer (${phase} of ${phases}): ${publishers.acknowledged} acknowledged`);
    }
    const refused = await flood(stage, publishers);
    const calmMs = await acksDuring(publishers.ackMs, () => calm(publishers));
    say(`a flood, and calm again: ${refused} requests were refused with 503`);
    await publishers.stop();
    await stage.drain();
    const account = await stage.account();
    await stage.server.stop();
    const p99 = percentile(slowMs, 0.99);
    const rate = (acks: number, during: number): string => `${Math.round(acks / during)}/s`;
    const faults = [...publishers.unexpected];
    if (p99 > BOUND_MS) faults.push(`the 99th percentile of acknowledgements is ${p99} ms, more than ${BOUND_MS}`);
    if (delayed === 0) faults.push("no sync was delayed: the campaign has tried nothing");
    if (calmMs.length === 0) faults.push("nothing was acknowledged after the flood");
    return {
      account,
      bound: { duplicates: 0, reckoning: "a disk that is slow breaks nothing off" },
      notes: [
        `${delayed} syncs delayed by ${SHORTEST_MS} to ${LONGEST_MS} ms`,
        `requests acknowledged: ${rate(quickMs.length, 1)} before, ${rate(slowMs.length, phases * seconds)} with the slow disk`,
        `the slow ones took ${percentile(slowMs, 0.5)} ms (p50), ${p99} ms (p99, at most ${BOUND_MS})`,
        `a flood while syncs took ${FLOOD.delayMs} ms: ${refused} requests refused with 503 and a Retry-After, acknowledged when they came back`,
        `afterwards ${rate(calmMs.length, CALM_MS / 1000)}, none refused`,
      ],
      faults,
    };
  });
}

function slowDown(stage: Stage, delayMs: number): Promise<Tampering> {
  const tamper = { calls: ["fsync", "fdatasync"], how: `delay_enter=${delayMs * 1000}` };
  return Tampering.begin(stage.server.program.pid, tamper, join(stage.scratch.path, `delays-${performance.now()}`));
}

/** Resolves with how many requests were refused. */
async function flood(stage: Stage, publishers: Publishers): Promise<number> {
  const before = refusals(publishers);
  const usual = publishers.fillerBytes;
  const tampering = await slowDown(stage, FLOOD.delayMs);
  publishers.fillerBytes = FLOOD.fillerBytes;
  publishers.add(FLOOD.publishers);
  const isFull = (): boolean => refusals(publishers) >= before + FLOOD.refusals;
  await until(isFull, { what: "publishing to be refused", timeoutMs: 60_000 });
  publishers.fillerBytes = usual;
  await tampering.end();
  // What was refused last comes back after the second that it was asked to wait.
  await until(async () => !(await refusedWithin(publishers, CALM_MS)), { what: "calm", timeoutMs: 60_000 });
  return refusals(publishers) - before;
}

async function calm(publishers: Publishers): Promise<void> {
  if (await refusedWithin(publishers, CALM_MS)) throw new Error("Cannot publish on a disk that is quick again");
}

async function refusedWithin(publishers: Publishers, ms: number): Promise<boolean> {
  const before = refusals(publishers);
  await pause(ms);
  return refusals(publishers) > before;
}

function refusals(publishers: Publishers): number {
  return publishers.refused.get(503) ?? 0;
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
  what: "syncs that take 200 to 500 ms longer, and a flood while they take 2 s",
  needs: [STRACE],
  run,
};
