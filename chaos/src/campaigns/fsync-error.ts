import { join } from "node:path";
import { seeded } from "@callcall/e2e/support/random";
import type { Campaign, Orders, Verdict } from "../campaign.ts";
import { STRACE } from "../programs.ts";
import { onStage, type Part } from "../stage.ts";
import { Tampering } from "../tampering.ts";

const IN_FLIGHT_PER_WEBHOOK = 16;
const PARTS: readonly Part[] = [
  { consumer: "steady", behaviour: "steady" },
  { consumer: "slow", behaviour: "slow" },
];
const IN_FLIGHT = PARTS.length * IN_FLIGHT_PER_WEBHOOK;
/** Large enough that the log is long, and folded into the database, within seconds. */
const FILLER_BYTES = 20_000;
/** The process ends at the next commit, which comes within a minute where nothing else does. */
const END_MS = 75_000;

/** In turn: syncs of the log come with each commit and each checkpoint, those of the database with checkpoints alone. */
const TARGETS = [
  { file: "callcall.db-wal", lastSync: 60 },
  { file: "callcall.db", lastSync: 2 },
] as const;

async function run(orders: Orders): Promise<Verdict> {
  const { seed, short, say } = orders;
  const rounds = orders.kills ?? (short ? 2 : 25);
  const random = seeded(seed);
  const faults: string[] = [];
  const failed = new Map<string, number>();
  return onStage(seed, async (stage) => {
    await stage.start();
    await stage.subscribe(PARTS);
    const publishers = stage.publish({ seed, count: 6, fillerBytes: FILLER_BYTES });
    publishers.allow(Number.MAX_SAFE_INTEGER);
    for (let round = 1; round <= rounds; round++) {
      const { file, lastSync } = TARGETS[round % TARGETS.length] ?? TARGETS[0];
      const nth = random.between(1, lastSync);
      const log = join(stage.scratch.path, `syncs-${round}`);
      const paths = [join(stage.dataDir, file)];
      const tamper = { calls: ["fsync", "fdatasync"], how: `error=EIO:when=${nth}`, paths };
      const tampering = await Tampering.begin(stage.server.program.pid, tamper, log);
      const { code, signal } = await stage.server.program.ended(END_MS);
      if (code !== 1) faults.push(`round ${round}: the server ended with ${code ?? signal} instead of 1`);
      const later = syncsAfterFailure(await tampering.outlived(END_MS));
      if (later === undefined) faults.push(`round ${round}: the server ended, and no sync of ${file} had failed`);
      else if (later > 0) faults.push(`round ${round}: ${later} syncs of ${file} succeeded after one had failed`);
      failed.set(file, (failed.get(file) ?? 0) + 1);
      say(`round ${round} of ${rounds}, sync ${nth} of ${file} failed: ${publishers.acknowledged} acknowledged`);
      await stage.start();
    }
    await publishers.stop();
    await stage.drain();
    const account = await stage.account();
    await stage.server.stop();
    return {
      account,
      bound: { duplicates: rounds * IN_FLIGHT, reckoning: `${rounds} ends x ${IN_FLIGHT} requests in flight` },
      notes: [
        `syncs that failed with EIO: ${[...failed].map(([file, count]) => `${count} of ${file}`).join(", ")}; each time the server ended with code 1`,
      ],
      faults: [...faults, ...publishers.unexpected],
    };
  });
}

/** How many syncs succeeded after the one that failed; undefined where none failed. */
function syncsAfterFailure(trace: string): number | undefined {
  const lines = trace.split("\n");
  const failed = lines.findIndex((line) => line.includes("(INJECTED)"));
  return failed === -1 ? undefined : lines.slice(failed + 1).filter((line) => / = 0$/.test(line)).length;
}

export const fsyncError: Campaign = {
  name: "fsync-error",
  what: "a sync of the log or of the database fails with EIO: nothing is acknowledged any more, and the process ends",
  needs: [STRACE],
  run,
};
