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
const LAST_SYNC = 60;
/** The process ends at the next commit. */
const END_MS = 75_000;

async function run(orders: Orders): Promise<Verdict> {
  const { seed, short, say } = orders;
  const rounds = orders.kills ?? (short ? 2 : 25);
  const random = seeded(seed);
  const faults: string[] = [];
  let inLog = 0;
  return onStage(seed, async (stage) => {
    await stage.start();
    await stage.subscribe(PARTS);
    const wal = join(stage.dataDir, "callcall.db-wal");
    const publishers = stage.publish({ seed, count: 6 });
    publishers.allow(Number.MAX_SAFE_INTEGER);
    for (let round = 1; round <= rounds; round++) {
      const nth = random.between(1, LAST_SYNC);
      const log = join(stage.scratch.path, `syncs-${round}`);
      const tamper = { calls: ["fsync", "fdatasync"], how: `error=EIO:when=${nth}`, paths: [wal] };
      const tampering = await Tampering.begin(stage.server.program.pid, tamper, log);
      const { code, signal } = await stage.server.program.ended(END_MS);
      if (code !== 1) faults.push(`round ${round}: the server ended with ${code ?? signal} instead of 1`);
      const { isInLog, later } = afterFailure(await tampering.outlived(END_MS));
      if (isInLog) inLog += 1;
      if (isInLog && later > 0) faults.push(`round ${round}: ${later} syncs of the log succeeded after one had failed`);
      say(`round ${round} of ${rounds}, sync ${nth} failed: ${publishers.acknowledged} acknowledged`);
      await stage.start();
    }
    await publishers.stop();
    await stage.drain();
    const account = await stage.account();
    await stage.server.stop();
    if (inLog === 0) faults.push("no sync of the log was made to fail: the campaign has tried nothing");
    return {
      account,
      bound: { duplicates: rounds * IN_FLIGHT, reckoning: `${rounds} ends x ${IN_FLIGHT} requests in flight` },
      notes: [`${rounds} syncs failed with EIO, ${inLog} of them of the log; each time the server ended with code 1`],
      faults: [...faults, ...publishers.unexpected],
    };
  });
}

/** Whether the sync that failed was one of the log, and how many of the log were done after it. */
function afterFailure(trace: string): { readonly isInLog: boolean; readonly later: number } {
  const lines = trace.split("\n");
  const failed = lines.findIndex((line) => line.includes("(INJECTED)"));
  const isInLog = lines[failed]?.includes("callcall.db-wal") ?? false;
  const later = lines.slice(failed + 1).filter((line) => line.includes("callcall.db-wal") && / = 0$/.test(line));
  return { isInLog, later: later.length };
}

export const fsyncError: Campaign = {
  name: "fsync-error",
  what: "a sync that fails with EIO: nothing is acknowledged any more, and the process ends",
  needs: [STRACE],
  run,
};
