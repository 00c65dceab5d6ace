import { readFile } from "node:fs/promises";
import { until } from "@callcall/e2e/support/until";
import type { Campaign, Orders, Verdict } from "../campaign.ts";
import { MemoryGroup } from "../memory-group.ts";
import type { Publishers } from "../publishers.ts";
import { onStage, type Part, type Stage } from "../stage.ts";

const MIB = 1 << 20;
const LOOK_MS = 50;
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

/** Beyond what the server holds when it is ready: too little for its work. */
const TIGHT_MIB = 12;
/** Within this the kernel has killed it, or it came by with what it had. */
const TIGHT_MS = 20_000;

async function run(orders: Orders): Promise<Verdict> {
  const { seed, short, say } = orders;
  const events = orders.events ?? (short ? 80 : 3_000);
  const squeezes = orders.kills ?? (short ? 1 : 8);
  const group = MemoryGroup.make(MEMORY_MIB * MIB);
  const env = { NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}` };
  const options = { env, under: group?.under ?? [] };
  const play = async (stage: Stage): Promise<Verdict> => {
    await stage.start(options);
    await stage.subscribe(PARTS);
    const publishers = stage.publish({ seed, count: 6, fillerBytes: FILLER_BYTES });
    publishers.allow(events);
    let crashes = 0;
    const watch = watchMemory(stage);
    const isDone = async (): Promise<boolean> => {
      // An end of its own accord, for want of memory, is allowed; losing something by it is not.
      if (stage.server.program.hasEnded) {
        crashes += 1;
        await stage.start(options);
      }
      return publishers.acknowledged >= events;
    };
    await until(isDone, { what: `${events} acknowledgements`, timeoutMs: 170_000 });
    say(`${publishers.acknowledged} acknowledged, ${stage.consumers.requests} requests so far`);
    const squeezed = group === undefined ? undefined : await squeeze(stage, publishers, { squeezes, env, say });
    if (squeezed !== undefined) await stage.start(options);
    await publishers.stop();
    await stage.drain();
    const peakMib = watch.end();
    const account = await stage.account();
    await stage.server.stop();
    const perCrash = PARTS.length * IN_FLIGHT_PER_WEBHOOK;
    const ends = crashes + (squeezed?.ends ?? 0);
    const faults = peakMib > MEMORY_MIB ? [`the process grew to ${peakMib} MiB, more than ${MEMORY_MIB}`] : [];
    return {
      account,
      bound: { duplicates: ends * perCrash, reckoning: `${ends} ends x ${perCrash} requests in flight` },
      notes: [
        `events of up to ${FILLER_BYTES / 1000} kB, 4 consumers whose answers never end, a heap of ${HEAP_MIB} MiB`,
        `the process held ${peakMib} MiB of its own at the most (limit ${MEMORY_MIB}), and crashed ${crashes} times`,
        group === undefined
          ? "no control group could be made here: the kernel limited nothing"
          : `the kernel held it to ${MEMORY_MIB} MiB and killed ${group.kills} times`,
        ...(squeezed === undefined ? [] : [squeezed.note]),
      ],
      faults: [...faults, ...publishers.unexpected],
    };
  };
  try {
    return await onStage(seed, play);
  } finally {
    group?.remove();
  }
}

interface Squeeze extends Pick<Orders, "say"> {
  readonly squeezes: number;
  readonly env: Readonly<Record<string, string>>;
}

/** The kernel gives the server hardly more than it takes to be ready, and kills it in the midst of its work. */
async function squeeze(
  stage: Stage,
  publishers: Publishers,
  { squeezes, env, say }: Squeeze,
): Promise<{ readonly ends: number; readonly note: string }> {
  await stage.server.crash();
  await stage.start({ env });
  const tightMib = (await heldMib(stage)) + TIGHT_MIB;
  await stage.server.crash();
  let killed = 0;
  publishers.allow(Number.MAX_SAFE_INTEGER);
  for (let round = 1; round <= squeezes; round++) {
    const group = MemoryGroup.make(tightMib * MIB);
    if (group === undefined) throw new Error("Cannot make a second control group where the first one could be made");
    try {
      await stage.start({ env, under: group.under });
      await stage.server.program.ended(TIGHT_MS).catch(() => stage.server.crash());
    } catch (error) {
      // Killed before it was ready: a life all the same.
      say((error as Error).message.split("\n", 1)[0] ?? "");
    }
    killed += group.kills;
    group.remove();
    say(
      `squeezed into ${tightMib} MiB ${round} of ${squeezes} times, killed ${killed}: ${publishers.acknowledged} acknowledged`,
    );
  }
  return {
    // The two that were killed here, to find the measure.
    ends: squeezes + 2,
    note: `squeezed ${squeezes} times into ${tightMib} MiB, ${TIGHT_MIB} more than when it is ready: killed by the kernel ${killed} times`,
  };
}

/** What the process holds of its own, in MiB; 0 when it is gone. The program's text is in memory once for all processes. */
async function heldMib(stage: Stage): Promise<number> {
  const status = await readFile(`/proc/${stage.server.program.pid}/status`, "utf8").catch(() => "");
  return Math.round(Number(/RssAnon:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

/** Looks again and again; `end` tells the most that was seen, in MiB. */
function watchMemory(stage: Stage): { end(): number } {
  let mostMib = 0;
  const timer = setInterval(() => {
    void heldMib(stage).then((mib) => {
      mostMib = Math.max(mostMib, mib);
    });
  }, LOOK_MS);
  timer.unref();
  return {
    end() {
      clearInterval(timer);
      return mostMib;
    },
  };
}

export const memory: Campaign = {
  name: "memory",
  what: "consumers whose answers never end, large events, 256 MiB; then hardly more than it takes to start",
  needs: [],
  run,
};
