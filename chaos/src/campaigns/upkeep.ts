import { cp, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Api } from "@callcall/e2e/support/api";
import { CLI } from "@callcall/e2e/support/paths";
import { Program } from "@callcall/e2e/support/process";
import { type Random, seeded } from "@callcall/e2e/support/random";
import type { Campaign, Orders, Verdict } from "../campaign.ts";
import { Disk, type Image, SURVIVALS } from "../power/disk.ts";
import { layOut } from "../power/examine.ts";
import { choosePoints } from "../power/points.ts";
import { differences, readRecord, recorder } from "../power/record.ts";
import { STRACE } from "../programs.ts";
import { onStage, type Part, type Stage } from "../stage.ts";
import { DELIVERIES_EACH, OLD_ACCOUNT, writeFirstSchema } from "../upkeep/first-schema.ts";
import { examineOldData, type OldData, oldDataIn } from "../upkeep/old-data.ts";

const PARTS: readonly Part[] = [{ consumer: "steady", behaviour: "steady" }];
const OPEN_STORE = fileURLToPath(new URL("../upkeep/open-store.js", import.meta.url));
const LONGEST_LIFE_MS = 1_500;
const EVENTS_AFTERWARDS = 60;

/** Something that rewrites the database while nobody else uses it. */
interface Work {
  readonly name: string;
  readonly args: (dataDir: string) => readonly string[];
  /** Killed in a server's start where that does the work, and on its own otherwise. */
  readonly isInStart: boolean;
}

const MIGRATION: Work = {
  name: "migration",
  args: (dataDir) => [OPEN_STORE, join(dataDir, "callcall.db")],
  isInStart: true,
};
const COMPACTION: Work = {
  name: "compaction",
  args: (dataDir) => [CLI, "compact", "--data-dir", dataDir],
  isInStart: false,
};

interface Trial {
  readonly stage: Stage;
  readonly work: Work;
  /** The data before. */
  readonly base: string;
  readonly expected: OldData;
  readonly random: Random;
}

async function run(orders: Orders): Promise<Verdict> {
  const { seed, short, say } = orders;
  const events = orders.events ?? (short ? 400 : 5_000);
  const cuts = orders.kills ?? (short ? 12 : 150);
  const kills = Math.ceil(cuts / (short ? 4 : 5));
  const random = seeded(seed);
  return onStage(seed, async (stage) => {
    await writeFirstSchema(stage.dataDir, events);
    const base = await copied(stage, stage.dataDir, "base");
    const reference = await copied(stage, base, "reference");
    await ended(new Program(process.execPath, MIGRATION.args(reference)));
    const expected = oldDataIn(reference);
    const faults: string[] = [];
    const notes: string[] = [];
    for (const [work, from] of [
      [MIGRATION, base],
      [COMPACTION, reference],
    ] as const) {
      const trial = { stage, work, base: from, expected, random };
      const cut = await cutPower(trial, cuts);
      faults.push(...cut.complaints, ...(await killIt(trial, kills)));
      notes.push(`${work.name}: ${cuts} power cuts over ${cut.steps} recorded steps, and killed ${kills} times`);
      say(`${notes.at(-1)}`);
    }
    await stage.start();
    await stage.subscribe(PARTS);
    const publishers = stage.publish({ seed, count: 6 });
    await publishers.finish(EVENTS_AFTERWARDS);
    await stage.drain();
    faults.push(...(await shownOfOldData(stage, events)), ...publishers.unexpected);
    const account = await stage.account();
    await stage.server.stop();
    return {
      account,
      bound: { duplicates: 0, reckoning: "nobody was sending when it happened" },
      notes: [
        ...notes,
        `${events} events of the first schema with ${events * DELIVERIES_EACH} deliveries and attempts: the same rows after each of them, and shown by the server`,
      ],
      faults,
    };
  });
}

/** Record the work on a copy, and look at what a power cut at any moment of it would have left. */
async function cutPower({ stage, work, base, expected, random }: Trial, cuts: number) {
  const dataDir = await copied(stage, base, work.name);
  const before = await imageOf(dataDir);
  const log = join(stage.scratch.path, `${work.name}.trace`);
  await ended(new Program(process.execPath, work.args(dataDir), { under: recorder(log) }));
  const steps = await readRecord(log, dataDir, before.keys());
  const whole = new Disk(true, before);
  for (const step of steps) whole.apply(step);
  const complaints = [...(await differences(whole, dataDir))];

  const disk = new Disk(true, before);
  const image = join(stage.scratch.path, "image");
  let at = 0;
  for (const point of choosePoints(steps, cuts, random)) {
    for (const step of steps.slice(at, point.at)) disk.apply(step);
    at = point.at;
    const survival = SURVIVALS[random.below(SURVIVALS.length)] ?? "nothing";
    await layOut(image, disk.image(survival, random));
    const found = await examineOldData(image, expected);
    complaints.push(
      ...found.map((text) => `power cut at step ${at} of a ${work.name} (${point.kind}, ${survival}): ${text}`),
    );
  }
  return { steps: steps.length, complaints };
}

async function killIt({ stage, work, base, expected, random }: Trial, kills: number): Promise<readonly string[]> {
  const complaints: string[] = [];
  for (let kill = 1; kill <= kills; kill++) {
    const dataDir = await copied(stage, base, "killed");
    const afterMs = random.below(LONGEST_LIFE_MS);
    if (work.isInStart) await stage.startAndKill(afterMs, dataDir);
    else {
      const program = new Program(process.execPath, work.args(dataDir));
      await pause(afterMs);
      await program.kill();
    }
    const found = await examineOldData(dataDir, expected);
    complaints.push(...found.map((text) => `killed ${afterMs} ms into a ${work.name}: ${text}`));
  }
  return complaints;
}

/** What the API shows of the account from long ago. */
async function shownOfOldData(stage: Stage, events: number): Promise<readonly string[]> {
  const api = new Api(stage.api.url, stage.api.key, OLD_ACCOUNT);
  const shown = (await api.all("/events")).length;
  const deliveries = await api.deliveries();
  const pending = deliveries.filter(({ status }) => status === "pending").length;
  const expected = [events, events * DELIVERIES_EACH, Math.ceil(events / 10) * DELIVERIES_EACH];
  const found = [shown, deliveries.length, pending];
  return found.join() === expected.join()
    ? []
    : [
        `the server shows ${found.join(", ")} old events, deliveries and pending ones instead of ${expected.join(", ")}`,
      ];
}

async function ended(program: Program): Promise<void> {
  const { code, signal } = await program.ended(120_000);
  if (code !== 0) throw new Error(`A program ended with ${code ?? signal}:\n${program.output()}`);
}

/** A directory of that name with nothing but a copy in it. */
async function copied(stage: Stage, from: string, name: string): Promise<string> {
  const directory = join(stage.scratch.path, name);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory);
  await cp(from, directory, { recursive: true });
  return directory;
}

async function imageOf(dataDir: string): Promise<Image> {
  const names = (await readdir(dataDir)).filter((name) => /^callcall\.db(?:-wal)?$/.test(name));
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(dataDir, name))] as const)));
}

export const upkeep: Campaign = {
  name: "upkeep",
  what: "power cuts and kills while a database of the first schema is migrated, and while it is compacted",
  needs: [STRACE],
  run,
};
