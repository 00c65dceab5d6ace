import { spawnSync } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { until } from "@callcall/e2e/support/until";
import type { Campaign, Orders, Verdict } from "../campaign.ts";
import { STRACE } from "../programs.ts";
import type { Publishers } from "../publishers.ts";
import { onStage, type Part, type Stage } from "../stage.ts";
import { Tampering } from "../tampering.ts";

const PARTS: readonly Part[] = [
  { consumer: "steady", behaviour: "steady" },
  { consumer: "slow", behaviour: "slow" },
];
const DISK_MIB = 64;
/** So long without an acknowledgement, with refusals: the last gaps are full. */
const QUIET_MS = 1_000;

/** A disk that can be filled and emptied. */
interface SmallDisk {
  readonly what: string;
  fill(stage: Stage): Promise<void>;
  empty(): Promise<void>;
}

async function run(orders: Orders): Promise<Verdict> {
  const scratch = await mkdtemp(join(tmpdir(), "callcall-chaos-disk-"));
  const dataDir = join(scratch, "data");
  await mkdir(dataDir);
  const options = `size=${DISK_MIB}m,mode=700`;
  const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", options, "callcall-chaos", dataDir]).status === 0;
  try {
    const disk = isMounted ? realDisk(dataDir) : feignedDisk(scratch);
    return await onStage(orders.seed, (stage) => play(stage, disk, orders), dataDir);
  } finally {
    if (isMounted) spawnSync("umount", ["--lazy", dataDir]);
    await rm(scratch, { recursive: true, force: true });
  }
}

async function play(stage: Stage, disk: SmallDisk, orders: Orders): Promise<Verdict> {
  const { seed, short, say } = orders;
  const rounds = orders.kills ?? (short ? 1 : 10);
  const seconds = orders.seconds ?? (short ? 1 : 5);
  const faults: string[] = [];
  await stage.start();
  await stage.subscribe(PARTS);
  const { pid } = stage.server.program;
  const publishers = stage.publish({ seed, count: 6 });
  publishers.allow(Number.MAX_SAFE_INTEGER);
  for (let round = 1; round <= rounds; round++) {
    await publishers.reach(publishers.acknowledged + 60);
    await disk.fill(stage);
    await nothingAcknowledged(publishers);
    const before = publishers.acknowledged;
    for (const path of ["/events", "/deliveries", "/webhooks", "/stats"]) {
      const { status } = await stage.api.send("GET", path);
      if (status !== 200) faults.push(`GET ${path} answers ${status} while the disk is full`);
    }
    await pause(seconds * 1000);
    const meanwhile = publishers.acknowledged - before;
    if (meanwhile > 0) faults.push(`${meanwhile} events were acknowledged while the disk was full`);
    await disk.empty();
    await publishers.reach(publishers.acknowledged + 60);
    say(`full and freed ${round} of ${rounds}: ${publishers.acknowledged} acknowledged`);
  }
  await publishers.stop();
  await stage.drain();
  const account = await stage.account();
  if (stage.server.program.pid !== pid) faults.push("the server was started anew");
  // It logs that results had to wait; that is not what is judged here.
  await stage.server.stop(/./);
  const [full, unavailable] = [507, 503].map((status) => publishers.refused.get(status) ?? 0);
  return {
    account,
    bound: { duplicates: 0, reckoning: "results wait in memory for room" },
    notes: [
      `${disk.what}, filled and freed ${rounds} times under load, the same process throughout`,
      `while it was full: ${full} requests refused with 507, ${unavailable} with 503, none acknowledged; reads answered`,
    ],
    faults: [...faults, ...publishers.unexpected],
  };
}

/** Resolves once the disk is so full that even the smallest commit is refused. */
async function nothingAcknowledged(publishers: Publishers): Promise<void> {
  let seen = -1;
  let sinceMs = performance.now();
  const isQuiet = (): boolean => {
    if (publishers.acknowledged !== seen) {
      seen = publishers.acknowledged;
      sinceMs = performance.now();
    }
    return performance.now() - sinceMs > QUIET_MS && (publishers.refused.get(507) ?? 0) > 0;
  };
  await until(isQuiet, { what: "a full disk to be noticed", timeoutMs: 30_000 });
}

/** A file takes all the room that is left. */
function realDisk(dataDir: string): SmallDisk {
  const ballast = join(dataDir, "ballast");
  return {
    what: `a disk of ${DISK_MIB} MiB`,
    async fill() {
      const file = openSync(ballast, "w");
      for (const size of [1 << 20, 1 << 12]) {
        try {
          for (;;) writeSync(file, Buffer.alloc(size, 1));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
        }
      }
      closeSync(file);
    },
    empty: () => rm(ballast),
  };
}

/** Where nothing may be mounted: the writes of the database are refused as a full disk would refuse them. */
function feignedDisk(scratch: string): SmallDisk {
  let tampering: Tampering | undefined;
  return {
    what: "a disk whose writes fail with ENOSPC, since nothing could be mounted here",
    async fill(stage) {
      const paths = ["callcall.db", "callcall.db-wal"].map((name) => join(stage.dataDir, name));
      const tamper = { calls: ["pwrite64", "write"], how: "error=ENOSPC", paths };
      tampering = await Tampering.begin(stage.server.program.pid, tamper, join(scratch, "writes"));
    },
    async empty() {
      await tampering?.end();
    },
  };
}

export const diskFull: Campaign = {
  name: "disk-full",
  what: "a disk that is filled up under load, and freed again",
  needs: [STRACE],
  run,
};
