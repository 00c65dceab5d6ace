import { setTimeout as pause } from "node:timers/promises";
import type { Campaign, Orders, Verdict } from "../campaign.ts";
import { onStage, type Part } from "../stage.ts";

/** Past this deadline, and past the connect limit of 5 s. */
const DEADLINE_MS = 1_000;
const STALL_SECONDS = 6;
const IN_FLIGHT_PER_WEBHOOK = 16;

const PARTS: readonly Part[] = [
  { consumer: "steady", behaviour: "steady", deadlineMs: DEADLINE_MS },
  { consumer: "slow", behaviour: "slow", deadlineMs: DEADLINE_MS },
  { consumer: "closing", behaviour: "closing", deadlineMs: DEADLINE_MS },
];
const IN_FLIGHT = PARTS.length * IN_FLIGHT_PER_WEBHOOK;

async function run(orders: Orders): Promise<Verdict> {
  const { seed, short, say } = orders;
  const stalls = orders.kills ?? (short ? 1 : 8);
  const seconds = orders.seconds ?? (short ? STALL_SECONDS : 3 * STALL_SECONDS);
  const eventsEach = Math.ceil((orders.events ?? (short ? 150 : 4_000)) / stalls);
  return onStage(seed, async (stage) => {
    await stage.start();
    await stage.subscribe(PARTS);
    const { pid } = stage.server.program;
    const publishers = stage.publish({ seed, count: 6 });
    publishers.allow(Number.MAX_SAFE_INTEGER);
    const enough = (): Promise<void> => publishers.reach(publishers.acknowledged + eventsEach);
    for (let stall = 1; stall <= stalls; stall++) {
      await enough();
      stage.server.program.signal("SIGSTOP");
      await pause(seconds * 1000);
      stage.server.program.signal("SIGCONT");
      await enough();
      say(`stall ${stall} of ${stalls}, ${seconds} s: ${publishers.acknowledged} acknowledged`);
    }
    await publishers.stop();
    await stage.drain();
    const faults = stage.server.program.pid === pid ? [] : ["the server was started anew"];
    const account = await stage.account();
    await stage.server.stop();
    return {
      account,
      bound: { duplicates: stalls * IN_FLIGHT, reckoning: `${stalls} stalls x ${IN_FLIGHT} requests in flight` },
      notes: [`${stalls} stalls of ${seconds} s, past deadlines of ${DEADLINE_MS} ms and the connect limit of 5 s`],
      faults: [...faults, ...publishers.unexpected],
    };
  });
}

export const stall: Campaign = {
  name: "stall",
  what: "SIGSTOP past every deadline, then SIGCONT",
  needs: [],
  run,
};
