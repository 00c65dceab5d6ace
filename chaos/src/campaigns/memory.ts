import { readFile } from "node:fs/promises";
import { until } from "@callcall/e2e/support/until";
import type { Campaign, Orders, Verdict } from "../campaign.ts";
import { onStage, type Part } from "../stage.ts";

const HEAP_MIB = 128;
const MEMORY_MIB = 256;
const IN_FLIGHT_PER_WEBHOOK = 16;
/** Events near the largest that are taken. */
const FILLER_BYTES = 200_000;

const PARTS: readonly Part[] = [
  ...["flood-1", "flood-2", "flood-3", "flood-4"].map((consumer): Part => ({ consumer, behaviour: "flooding" })),
  { consumer: "steady", behaviour: "steady" },
  { consumer: "slow", behaviour: "slow" },
];

async function run(orders: Orders): Promise<Verdict> {
  const { seed, short, say } = orders;
  const events = orders.events ?? (short ? 80 : 3_000);
  return onStage(seed, async (stage) => {
    const options = { env: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}` } };
    await stage.start(options);
    await stage.subscribe(PARTS);
    const publishers = stage.publish({ seed, count: 6, fillerBytes: FILLER_BYTES });
    publishers.allow(events);
    let crashes = 0;
    let peakMib = 0;
    const isDone = async (): Promise<boolean> => {
      // An end of its own accord, for want of memory, is allowed; losing something by it is not.
      if (stage.server.program.hasEnded) {
        crashes += 1;
        await stage.start(options);
      }
      peakMib = Math.max(peakMib, await peakOf(stage.server.program.pid));
      return publishers.acknowledged >= events;
    };
    await until(isDone, { what: `${events} acknowledgements`, timeoutMs: 170_000 });
    await publishers.stop();
    say(`${publishers.acknowledged} acknowledged, ${stage.consumers.requests} requests so far, peak ${peakMib} MiB`);
    await stage.drain();
    peakMib = Math.max(peakMib, await peakOf(stage.server.program.pid));
    const account = await stage.account();
    await stage.server.stop();
    const perCrash = PARTS.length * IN_FLIGHT_PER_WEBHOOK;
    const faults = peakMib > MEMORY_MIB ? [`the process grew to ${peakMib} MiB, more than ${MEMORY_MIB}`] : [];
    return {
      account,
      bound: { duplicates: crashes * perCrash, reckoning: `${crashes} crashes x ${perCrash} requests in flight` },
      notes: [
        `events of up to ${FILLER_BYTES / 1000} kB, 4 consumers whose answers never end, a heap of ${HEAP_MIB} MiB`,
        `the process needed ${peakMib} MiB at the most (limit ${MEMORY_MIB}), and crashed ${crashes} times`,
      ],
      faults: [...faults, ...publishers.unexpected],
    };
  });
}

/** The most memory that the process has held, in MiB; 0 when it is gone. */
async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

export const memory: Campaign = {
  name: "memory",
  what: "consumers whose answers never end, large events, 256 MiB",
  needs: [],
  run,
};
