import { setTimeout as pause } from "node:timers/promises";
import { integrityOf } from "@callcall/e2e/support/database";
import { seeded } from "@callcall/e2e/support/random";
import { refuseStrayErrors } from "@callcall/e2e/support/server";
import type { Campaign, Orders, Verdict } from "../campaign.ts";
import { onStage, type Part } from "../stage.ts";

const IN_FLIGHT_PER_WEBHOOK = 16;
const DRAIN_MS = 90_000;
/** A FIFO webhook is sent one event at a time, with a commit between two: what it is behind with takes its time. */
const FIFO_MS_PER_EVENT = 15;
/** One life in so many ends before the server is ready: in the middle of its recovery. */
const STILLBORN_ONE_IN = 8;
/** The database is examined after one kill in so many; the server's own start reads it after every one. */
const EXAMINED_ONE_IN = 5;

const UNORDERED: readonly Part[] = [
  { consumer: "steady", behaviour: "steady" },
  { consumer: "slow", behaviour: "slow" },
  { consumer: "rude", behaviour: "rude", deadlineMs: 1_000 },
];
/** A FIFO webhook has one request in flight. */
const IN_FLIGHT = IN_FLIGHT_PER_WEBHOOK * UNORDERED.length + 1;

async function run(orders: Orders): Promise<Verdict> {
  const { seed, short, say } = orders;
  const kills = orders.kills ?? (short ? 8 : 500);
  const events = orders.events ?? (short ? 500 : 100_000);
  const longestMs = short ? 700 : 2_000;
  const random = seeded(seed);
  const faults: string[] = [];
  return onStage(seed, async (stage) => {
    await stage.start();
    // A refusal holds the line for a second: often, and in a long run most of it would still be waiting at the end.
    const inOrder: Part = { consumer: "in-order", behaviour: short ? "flaky" : "stumbling", ordering: "fifo" };
    await stage.subscribe([...UNORDERED, inOrder]);
    const publishers = stage.publish({ seed, count: 6 });
    for (let kill = 1; kill <= kills; kill++) {
      publishers.allow(Math.ceil((events * kill) / kills));
      const afterMs = random.between(50, longestMs);
      await pause(afterMs);
      await stage.server.crash();
      refuseStrayErrors(stage.server.program);
      if (kill % EXAMINED_ONE_IN === 0) {
        const integrity = await integrityOf(stage.dataDir);
        if (integrity !== "ok") faults.push(`after kill ${kill} integrity_check says ${integrity}`);
      }
      if (random.below(STILLBORN_ONE_IN) === 0) await stage.startAndKill(random.between(100, 900));
      await stage.start();
      if (kill % Math.ceil(kills / 10) === 0) {
        const { acknowledged } = publishers;
        say(
          `kill ${kill} of ${kills}, ${afterMs} ms after ready: ${acknowledged} acknowledged, ${stage.consumers.accepted} accepted`,
        );
      }
    }
    stage.heal();
    const startedMs = performance.now();
    await publishers.finish(events);
    const behind = await stage.pendingOf("in-order");
    const boundMs = DRAIN_MS + behind * FIFO_MS_PER_EVENT;
    await stage.drain(boundMs);
    const drainedMs = performance.now() - startedMs;
    if (drainedMs > boundMs) faults.push(`drained only ${Math.round(drainedMs)} ms after the last start`);
    faults.push(...publishers.unexpected);
    const account = await stage.account();
    await stage.server.stop();
    return {
      account,
      bound: { duplicates: kills * IN_FLIGHT, reckoning: `${kills} kills x ${IN_FLIGHT} requests in flight` },
      notes: [
        `everything was delivered ${(drainedMs / 1000).toFixed(1)} s after the last start (at most ${Math.round(boundMs / 1000)} s: the FIFO webhook was ${behind} events behind)`,
      ],
      faults,
    };
  });
}

export const kill: Campaign = {
  name: "kill",
  what: "kill -9, again and again, while publishers publish and consumers misbehave",
  needs: [],
  run,
};
