import type { Campaign, Orders, Verdict } from "../campaign.ts";
import { onStage, type Part } from "../stage.ts";

const PARTS: readonly Part[] = [
  // Slower than the publishers: at each stop there is a backlog, and there are requests in flight.
  { consumer: "slow", behaviour: "slow" },
  { consumer: "in-order", behaviour: "steady", ordering: "fifo" },
];

async function run(orders: Orders): Promise<Verdict> {
  const { seed, short, say } = orders;
  const stops = orders.kills ?? (short ? 2 : 20);
  const eventsEach = Math.ceil((orders.events ?? (short ? 400 : 10_000)) / stops);
  return onStage(seed, async (stage) => {
    await stage.start();
    await stage.subscribe(PARTS);
    const publishers = stage.publish({ seed, count: 6 });
    publishers.allow(Number.MAX_SAFE_INTEGER);
    for (let stop = 1; stop <= stops; stop++) {
      await publishers.reach(publishers.acknowledged + eventsEach, 120_000);
      // Refuses a server that ends otherwise than with 0, or logs an error on its way.
      await stage.server.stop();
      await stage.start();
      say(`stop ${stop} of ${stops}: ${publishers.acknowledged} acknowledged, ${stage.consumers.accepted} accepted`);
    }
    await publishers.stop();
    await stage.drain();
    const account = await stage.account();
    await stage.server.stop();
    return {
      account,
      bound: { duplicates: 0, reckoning: "a server that is told to stop sends nothing twice" },
      notes: [`${stops} stops under load, each ended with code 0; the server as it is built was its own successor`],
      faults: publishers.unexpected,
    };
  });
}

export const stop: Campaign = {
  name: "stop",
  what: "SIGTERM under load, again and again, as a rolling deployment does it",
  needs: [],
  run,
};
