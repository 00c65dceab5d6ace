import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Campaign, Orders, Verdict } from "../campaign.ts";
import type { Arrival } from "../consumers/messages.ts";
import { FAKETIME } from "../programs.ts";
import { onStage, type Part } from "../stage.ts";
import { type Jump, signedAtAnotherTime, waitsOf } from "../waits.ts";

const HOUR_S = 3_600;
const YEAR_S = 365 * 24 * HOUR_S;
const JUMPS_S = [HOUR_S, -HOUR_S, YEAR_S, -YEAR_S, 0];
/** Each event is refused twice, so that retries are planned before a jump and due after it. */
const RETRY_SECONDS = 2;
/** A retry is never early; the two requests are seen by a consumer on a busy machine, to this grain. */
const GRAIN_MS = 150;
/** Beyond the schedule and its jitter: on a busy machine, and not a jump's worth. */
const LATEST_MS = 30_000;
const DRAIN_MS = 75_000;
const BURST = 6;
const BURST_EVERY_MS = 250;
/** The library looks at the file once a second. */
const CACHE_SECONDS = 1;

const PARTS: readonly Part[] = [
  { consumer: "hesitant", behaviour: "hesitant", scheduleSeconds: Array.from({ length: 10 }, () => RETRY_SECONDS) },
  { consumer: "in-order", behaviour: "steady", ordering: "fifo" },
];

async function run(orders: Orders): Promise<Verdict> {
  const { seed, short, say } = orders;
  const cycles = orders.kills ?? (short ? 1 : 3);
  const seconds = orders.seconds ?? (short ? 3 : 8);
  return onStage(seed, async (stage) => {
    const offsetFile = join(stage.scratch.path, "clock");
    const jumps: Jump[] = [{ atMs: 0, offsetMs: 0 }];
    const setClock = async (offsetS: number): Promise<void> => {
      await writeFile(offsetFile, `${offsetS < 0 ? "" : "+"}${offsetS}\n`);
      jumps.push({ atMs: Date.now(), offsetMs: offsetS * 1000 });
    };
    await setClock(0);
    await stage.start({ env: clockEnv(offsetFile) });
    await stage.subscribe(PARTS);
    const publishers = stage.publish({ seed, count: 6 });
    let allowed = 0;
    for (let cycle = 1; cycle <= cycles; cycle++) {
      for (const offsetS of JUMPS_S) {
        for (let waitedMs = 0; waitedMs < seconds * 1000; waitedMs += BURST_EVERY_MS) {
          allowed += BURST;
          publishers.allow(allowed);
          await pause(BURST_EVERY_MS);
        }
        await setClock(offsetS);
        say(`clock set to ${offsetS >= 0 ? "+" : ""}${offsetS} s: ${publishers.acknowledged} acknowledged`);
      }
    }
    await publishers.stop();
    // What is due in a year stays pending: the account shows it.
    await stage.drain(DRAIN_MS).catch((error: Error) => say(error.message));
    const account = await stage.account();
    await stage.server.stop();
    return { account, ...judged(stage.arrivals, jumps, publishers.unexpected) };
  });
}

function judged(
  arrivals: readonly Arrival[],
  jumps: readonly Jump[],
  unexpected: readonly string[],
): Pick<Verdict, "bound" | "notes" | "faults"> {
  const waits = waitsOf(arrivals);
  const [shortest, longest] = [Math.min(...waits), Math.max(...waits)].map(Math.round) as [number, number];
  const early = waits.filter((waitMs) => waitMs < RETRY_SECONDS * 1000 - GRAIN_MS).length;
  const late = waits.filter((waitMs) => waitMs > RETRY_SECONDS * 1200 + LATEST_MS).length;
  const strange = signedAtAnotherTime(arrivals, jumps);
  const faults = [...unexpected];
  if (waits.length === 0) faults.push("no retry was seen: the campaign has tried nothing");
  if (early > 0) faults.push(`${early} of ${waits.length} retries came early, the earliest after ${shortest} ms`);
  if (late > 0) faults.push(`${late} of ${waits.length} retries came late, the latest after ${longest} ms`);
  if (strange > 0) faults.push(`${strange} requests were signed with a time that was not the server's`);
  return {
    bound: { duplicates: 0, reckoning: "a clock that jumps breaks nothing off" },
    notes: [
      `the server's clock was set ${jumps.length - 2} times, by an hour and by a year, forward and back`,
      `${waits.length} retries ${shortest} to ${longest} ms after the refusal (schedule: ${RETRY_SECONDS} s and up to 20 % more): ${early} early, ${late} late`,
      `${strange} of ${arrivals.length} requests signed with a time that was not the server's`,
    ],
    faults,
  };
}

/** The wall clock is another, monotonic time and the times of files are not. */
function clockEnv(offsetFile: string): Readonly<Record<string, string>> {
  const library = spawnSync("faketime", ["-m", "-f", "+0", "printenv", "LD_PRELOAD"], { encoding: "utf8" });
  return {
    LD_PRELOAD: library.stdout.trim(),
    FAKETIME_TIMESTAMP_FILE: offsetFile,
    FAKETIME_CACHE_DURATION: String(CACHE_SECONDS),
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    NO_FAKE_STAT: "1",
  };
}

export const clock: Campaign = {
  name: "clock",
  what: "the wall clock jumps by an hour and by a year, forward and back, while the server runs",
  needs: [FAKETIME],
  run,
};
