import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Random, seeded } from "@callcall/e2e/support/random";
import { startServer } from "@callcall/e2e/support/server";
import { until } from "@callcall/e2e/support/until";
import type { Campaign, Orders, Verdict } from "../campaign.ts";
import { Consumers } from "../consumers/consumers.ts";
import { Disk, SURVIVALS, type Survival } from "../power/disk.ts";
import { examine, layOut } from "../power/examine.ts";
import { choosePoints, type Point } from "../power/points.ts";
import { Promises, syncsBehindAcks } from "../power/promises.ts";
import { differences, readRecord, recorder } from "../power/record.ts";
import type { Step } from "../power/trace.ts";
import { STRACE } from "../programs.ts";
import { onStage, type Part, type Stage } from "../stage.ts";

const PARTS: readonly Part[] = [
  { consumer: "steady", behaviour: "steady" },
  { consumer: "flaky", behaviour: "flaky" },
];
/** Requests fit into the log whole. */
const FILLER_BYTES = 400;
const LIES_TRIED = 10;

async function run(orders: Orders): Promise<Verdict> {
  const { seed, short, say } = orders;
  const events = orders.events ?? (short ? 400 : 4_000);
  const cuts = orders.kills ?? (short ? 30 : 400);
  const random = seeded(seed);
  return onStage(seed, async (stage) => {
    const log = join(stage.scratch.path, "trace");
    // From the very first start: making the database is a part of it.
    await stage.start({ under: recorder(log) });
    await stage.subscribe(PARTS);
    const publishers = stage.publish({ seed, count: 9, fillerBytes: FILLER_BYTES });
    await publishers.finish(events);
    await stage.drain();
    const account = await stage.account();
    await stage.server.crash();
    say(`recorded: ${account.acknowledged} acknowledged, ${account.delivered} delivered`);

    const steps = await readRecord(log, stage.dataDir);
    const faults = [...publishers.unexpected, ...(await differences(diskAfter(steps, true), stage.dataDir))];
    const ids = new Map(
      [...publishers.submissions.values()].map(({ marker, accepted }) => [marker, accepted?.id ?? ""]),
    );
    const { acks, unsynced } = syncsBehindAcks(steps, ids);
    faults.push(...unsynced.map((id) => `${id} was acknowledged with no sync of the log since it arrived`));
    if (acks === 0) faults.push("no acknowledgement was found in the record");

    const image = join(stage.scratch.path, "image");
    const points = choosePoints(steps, cuts, random);
    const found = await cutPower({ steps, points, random, image, honoursSyncs: true, say });
    faults.push(...found.complaints);
    const lies = await cutPower({ steps, points: points.slice(-LIES_TRIED), random, image, honoursSyncs: false });
    if (lies.complaints.length === 0) faults.push("a disk that ignores every sync was not noticed: the check is blind");
    const restarts = short ? 1 : 8;
    for (const point of points.filter(({ kind }) => kind === "after an acknowledgement").slice(-restarts)) {
      faults.push(...(await restart(stage, { steps, point, random, image })));
    }
    const bytes = steps.reduce((sum, step) => sum + (step.kind === "write" ? step.bytes.length : 0), 0);
    return {
      account,
      bound: { duplicates: 0, reckoning: "the server that was recorded met no fault" },
      notes: [
        `${acks} acknowledgements, ${unsynced.length} of them without a sync of the log after the request arrived`,
        `${steps.length} steps recorded, ${(bytes / 2 ** 20).toFixed(1)} MiB written, ${count(steps, "sync")} syncs`,
        `${points.length} power cuts: ${tallied(points)}`,
        `${found.checked} acknowledged events and ${found.attempts} sent attempts looked for in the images, ${found.complaints.length} complaints`,
        `on a disk that ignores syncs: ${lies.broken} of ${Math.min(LIES_TRIED, points.length)} images broke a promise`,
        `a server was started on ${restarts} of the images and delivered what was left`,
      ],
      faults,
    };
  });
}

interface Cutting {
  readonly steps: readonly Step[];
  readonly points: readonly Point[];
  readonly random: Random;
  /** Directory for the images, one after the other. */
  readonly image: string;
  readonly honoursSyncs: boolean;
  readonly say?: (text: string) => void;
}

async function cutPower({ steps, points, random, image, honoursSyncs, say }: Cutting) {
  const disk = new Disk(honoursSyncs);
  const promises = new Promises();
  const complaints: string[] = [];
  let [at, checked, attempts, broken] = [0, 0, 0, 0];
  for (const [index, point] of points.entries()) {
    for (; at < point.at; at++) advance(disk, promises, steps[at]);
    const survival = SURVIVALS[random.below(SURVIVALS.length)] ?? "nothing";
    await layOut(image, disk.image(survival, random));
    const found = await examine(image, promises);
    complaints.push(...found.map((text) => `${described(point, survival)}: ${text}`));
    if (found.length > 0) broken += 1;
    checked += promises.events.size;
    attempts += promises.attempts.size;
    if ((index + 1) % Math.ceil(points.length / 4) === 0)
      say?.(`power cut ${index + 1} of ${points.length}: ${promises.events.size} acknowledged by then`);
  }
  return { complaints, checked, attempts, broken };
}

function advance(disk: Disk, promises: Promises, step: Step | undefined): void {
  if (step === undefined) return;
  disk.apply(step);
  promises.note(step);
}

/** Start the server itself on what a power cut left: it delivers the rest and shows every event. */
async function restart(
  stage: Stage,
  { steps, point, random, image }: Pick<Cutting, "steps" | "random" | "image"> & { readonly point: Point },
): Promise<readonly string[]> {
  const disk = new Disk();
  const promises = new Promises();
  for (const step of steps.slice(0, point.at)) advance(disk, promises, step);
  const survival = SURVIVALS[random.below(SURVIVALS.length)] ?? "nothing";
  await layOut(image, disk.image(survival, random));
  // The keys of a development server are of its first start, long before.
  for (const name of (await readdir(stage.dataDir)).filter((file) => !file.startsWith("callcall.db"))) {
    await cp(join(stage.dataDir, name), join(image, name));
  }
  const consumers = await Consumers.start(join(stage.scratch.path, "after.ndjson"), 0, stage.consumers.port);
  const server = await startServer({ dataDir: image });
  try {
    const isDone = async (): Promise<boolean> =>
      (await server.api.call<{ data: readonly unknown[] }>("GET", "/deliveries?status=pending&limit=1")).data.length ===
      0;
    await until(isDone, { what: "the rest to be delivered after a power cut", timeoutMs: 60_000 });
    const shown = new Set((await server.api.all<{ id: string }>("/events")).map(({ id }) => id));
    const gone = [...promises.events.keys()].filter((id) => !shown.has(id));
    await server.stop();
    return gone.map((id) => `${described(point, survival)}: the server started on it does not show ${id}`);
  } finally {
    await server.crash();
    await consumers.end();
  }
}

function diskAfter(steps: readonly Step[], honoursSyncs: boolean): Disk {
  const disk = new Disk(honoursSyncs);
  for (const step of steps) disk.apply(step);
  return disk;
}

function described({ at, kind }: Point, survival: Survival): string {
  return `power cut at step ${at} (${kind}; of what was not synced, ${survival} survives)`;
}

function count(steps: readonly Step[], kind: Step["kind"]): number {
  return steps.filter((step) => step.kind === kind).length;
}

function tallied(points: readonly Point[]): string {
  const kinds = [...new Set(points.map(({ kind }) => kind))];
  return kinds.map((kind) => `${points.filter((point) => point.kind === kind).length} ${kind}`).join(", ");
}

export const power: Campaign = {
  name: "power",
  what: "power cuts at any moment: the disk as it would be, rebuilt from every write and sync",
  needs: [STRACE],
  run,
};
