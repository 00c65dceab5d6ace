import { seeded } from "@callcall/e2e/support/random";
import type { Campaign, Orders, Verdict } from "../campaign.ts";
import { noRoomToFold, readOnlyStart, readOnlyWrites } from "../mishaps/disk.ts";
import { databaseMoved, databaseReplaced, lockRemoved, logMoved } from "../mishaps/files.ts";
import { compactBeside, secondServer } from "../mishaps/intruders.ts";
import type { Mishap } from "../mishaps/mishap.ts";
import { logClosed } from "../mishaps/output.ts";
import { compactKilled, stopKilled, stopTwice } from "../mishaps/stopping.ts";
import { STRACE, UNSHARE } from "../programs.ts";
import { onStage, type Part } from "../stage.ts";

const IN_FLIGHT_PER_WEBHOOK = 16;
const PARTS: readonly Part[] = [
  { consumer: "steady", behaviour: "steady" },
  { consumer: "slow", behaviour: "slow" },
];
const IN_FLIGHT = PARTS.length * IN_FLIGHT_PER_WEBHOOK;
const EVENTS_BETWEEN = 40;
const FILLER_BYTES = 20_000;

const MISHAPS: readonly Mishap[] = [
  ...[stopKilled, stopTwice, compactKilled, secondServer, compactBeside],
  ...[databaseMoved, databaseReplaced, logMoved, lockRemoved],
  ...[noRoomToFold, readOnlyWrites, readOnlyStart, logClosed],
];

async function run(orders: Orders): Promise<Verdict> {
  const { seed, short, say } = orders;
  const rounds = orders.kills ?? (short ? 1 : 8);
  const random = seeded(seed);
  const faults: string[] = [];
  let cutOff = 0;
  return onStage(seed, async (stage) => {
    await stage.start();
    await stage.subscribe(PARTS);
    const publishers = stage.publish({ seed, count: 6, fillerBytes: FILLER_BYTES });
    publishers.allow(Number.MAX_SAFE_INTEGER);
    for (let round = 1; round <= rounds; round++) {
      for (const mishap of shuffled(MISHAPS, random.below)) {
        await publishers.reach(publishers.acknowledged + EVENTS_BETWEEN);
        const aftermath = await mishap.happen(stage, random);
        faults.push(...aftermath.faults.map((fault) => `${mishap.name}: ${fault}`));
        if (aftermath.cutOff) cutOff += 1;
        if (stage.server.program.hasEnded) await stage.start();
      }
      say(`round ${round} of ${rounds}, ${MISHAPS.length} mishaps: ${publishers.acknowledged} acknowledged`);
    }
    await publishers.stop();
    await stage.drain();
    const account = await stage.account();
    await stage.server.stop(/./);
    return {
      account,
      bound: { duplicates: cutOff * IN_FLIGHT, reckoning: `${cutOff} ends x ${IN_FLIGHT} requests in flight` },
      notes: MISHAPS.map(({ name }) => `${rounds} x ${name}`),
      faults: [...faults, ...publishers.unexpected],
    };
  });
}

/** Each place by chance, from the last to the first. */
function shuffled<Item>(items: readonly Item[], below: (end: number) => number): readonly Item[] {
  const left = [...items];
  return items.flatMap(() => left.splice(below(left.length), 1));
}

export const mishaps: Campaign = {
  name: "mishaps",
  what: "what people do to a server at work: a second one, files moved and put back, ends in the middle of an end",
  needs: [STRACE, UNSHARE],
  run,
};
