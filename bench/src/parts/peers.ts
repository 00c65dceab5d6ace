import { DATABASES, SETUPS, type Setup } from "../peers/index.ts";
import { installPeers } from "../peers/packages.ts";
import { type Measurement, measurement } from "../report.ts";
import type { EnqueuerRole } from "../roles/enqueuer.ts";
import type { ReceiverRole } from "../roles/receiver.ts";
import type { WorkerRole } from "../roles/worker.ts";
import { startRole } from "../run/child.ts";
import type { Load } from "../run/stage.ts";
import { pause, WARM_UP_MS } from "../run/stage.ts";
import { BATCHED, e2e, SINGLE } from "./e2e.ts";
import type { Run } from "./part.ts";

/** The same events to the same receiver by what a team would build instead: a queue, and a worker that signs and posts. */
export async function peers(run: Run): Promise<readonly Measurement[]> {
  installPeers(run.progress);
  const known = run.done.filter(({ part }) => part === "e2e");
  const ours = known.length > 0 ? known : await e2e(run);
  const found: Measurement[] = known.length > 0 ? [] : [...ours];
  for (const setup of SETUPS) {
    for (const load of [SINGLE, BATCHED]) {
      run.progress(`${setup.name}, ${load.batch === 1 ? "one job" : `${load.batch} jobs`} in a call`);
      const reached = ours.find(({ batch }) => batch === load.batch)?.per_second ?? Number.NaN;
      found.push(await play(setup, load, run, reached));
    }
  }
  return found;
}

async function play(setup: Setup, load: Load, { seconds, limit }: Run, ours: number): Promise<Measurement> {
  const database = await DATABASES[setup.store](setup);
  const receiver = startRole<ReceiverRole>("receiver");
  const enqueuer = startRole<EnqueuerRole>("enqueuer");
  const worker = startRole<WorkerRole>("worker");
  const spentUs = async (): Promise<number> =>
    database.cpuUs() + (await enqueuer.ask("cpuUs")) + (await worker.ask("cpuUs"));
  try {
    const { port, feedPort } = await receiver.ask("listen");
    const { library } = setup;
    const address = { port: database.port };
    await worker.ask("start", { library, address, origin: `http://127.0.0.1:${port}` });
    await enqueuer.ask("start", { ...load, library, address, feedPort });
    await pause(WARM_UP_MS);
    await Promise.all([receiver.ask("latency"), enqueuer.ask("look")]);
    const before = { count: await receiver.ask("count"), cpuUs: await spentUs(), atMs: performance.now() };
    await pause(seconds * 1_000);
    const delivered = (await receiver.ask("count")) - before.count;
    const elapsedMs = performance.now() - before.atMs;
    const cpuUs = (await spentUs()) - before.cpuUs;
    const latency = await receiver.ask("latency");
    const { ack } = await enqueuer.ask("look");
    await enqueuer.ask("stop");
    const { events } = await enqueuer.ask("look");
    await allArrived(() => receiver.ask("count"), events);
    await worker.ask("stop");
    const perSecond = (delivered / elapsedMs) * 1_000;
    return measurement({
      part: "peers",
      store: setup.store,
      batch: load.batch,
      case: setup.name,
      per_second: perSecond,
      ratio_to_limit: perSecond / limit,
      p50_ms: latency.p50Ms,
      p99_ms: latency.p99Ms,
      server_cpu_us: cpuUs / Math.max(1, delivered),
      more: { ours_to_it: ours / perSecond, ack_p99_ms: ack.p99Ms ?? 0 },
    });
  } finally {
    await Promise.all([enqueuer.end(), worker.end(), receiver.end()]);
    await database.stop();
  }
}

const ARRIVE_MS_MAX = 30_000;

/** Wait until what the queue took has arrived: it is measured by what it delivers. */
async function allArrived(count: () => Promise<number>, events: number): Promise<void> {
  const startedMs = performance.now();
  for (let arrived = await count(); arrived < events; arrived = await count()) {
    if (performance.now() - startedMs > ARRIVE_MS_MAX) {
      throw new Error(`Of ${events} jobs that a queue took, ${arrived} arrived within ${ARRIVE_MS_MAX / 1_000} s`);
    }
    await pause(50);
  }
}
