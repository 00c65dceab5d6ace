import { DATABASES, SETUPS, type Setup } from "../peers/index.ts";
import { installPeers } from "../peers/packages.ts";
import { inProcess, overHttp } from "../peers/producers.ts";
import { type Measurement, measurement } from "../report.ts";
import type { ReceiverRole } from "../roles/receiver.ts";
import type { WorkerRole } from "../roles/worker.ts";
import { startRole } from "../run/child.ts";
import type { Summary } from "../run/samples.ts";
import { type Load, pause, WARM_UP_MS } from "../run/stage.ts";
import { BATCHED, e2e, SINGLE } from "./e2e.ts";
import type { Part, Run } from "./part.ts";

type MakeProducer = typeof inProcess;

/** The same events to the same receiver by what a team would build instead: a queue, and a worker that signs and posts. */
export const peers: Part = (run) => besideOurs(run, "peers", inProcess);

/** The same again, with an API before the queue: events are published over HTTP, with a key and a schema, as to the server. */
export const peersOverHttp: Part = (run) => besideOurs(run, "peers-http", overHttp);

async function besideOurs(run: Run, part: string, makeProducer: MakeProducer): Promise<readonly Measurement[]> {
  installPeers(run.progress);
  const known = run.done.filter(({ part }) => part === "e2e");
  const ours = known.length > 0 ? known : await e2e(run);
  const found: Measurement[] = known.length > 0 ? [] : [...ours];
  for (const setup of SETUPS) {
    for (const load of [SINGLE, BATCHED]) {
      run.progress(`${setup.name}, ${load.batch === 1 ? "one event" : `${load.batch} events`} at a time`);
      const { perSecond, ...measured } = await play(setup, load, run.seconds, makeProducer);
      const reached = ours.find(({ batch }) => batch === load.batch)?.per_second ?? Number.NaN;
      found.push(
        measurement({
          part,
          store: setup.store,
          batch: load.batch,
          case: setup.name,
          per_second: perSecond,
          ratio_to_limit: perSecond / run.limit,
          p50_ms: measured.latency.p50Ms,
          p99_ms: measured.latency.p99Ms,
          server_cpu_us: measured.cpuUs,
          more: { ours_to_it: reached / perSecond, ack_p99_ms: measured.ack.p99Ms ?? 0 },
        }),
      );
    }
  }
  return found;
}

interface Played {
  readonly perSecond: number;
  /** Of what adds jobs, works on them and stores them, for one delivery. */
  readonly cpuUs: number;
  readonly latency: Summary;
  readonly ack: Summary;
}

async function play(setup: Setup, load: Load, seconds: number, makeProducer: MakeProducer): Promise<Played> {
  const { library } = setup;
  const database = await DATABASES[setup.store](setup);
  const address = { port: database.port };
  const receiver = startRole<ReceiverRole>("receiver");
  const worker = startRole<WorkerRole>("worker");
  const producer = makeProducer(library, address);
  const spentUs = async (): Promise<number> =>
    database.cpuUs() + (await producer.cpuUs()) + (await worker.ask("cpuUs"));
  try {
    const { port, feedPort } = await receiver.ask("listen");
    await worker.ask("start", { library, address, origin: `http://127.0.0.1:${port}` });
    await producer.start(load, feedPort);
    await pause(WARM_UP_MS);
    await Promise.all([receiver.ask("latency"), producer.look()]);
    const before = { count: await receiver.ask("count"), cpuUs: await spentUs(), atMs: performance.now() };
    await pause(seconds * 1_000);
    const delivered = (await receiver.ask("count")) - before.count;
    const elapsedMs = performance.now() - before.atMs;
    const cpuUs = ((await spentUs()) - before.cpuUs) / Math.max(1, delivered);
    const latency = await receiver.ask("latency");
    const { ack } = await producer.look();
    await producer.stop();
    const { events } = await producer.look();
    await allArrived(() => receiver.ask("count"), events);
    await worker.ask("stop");
    return { perSecond: (delivered / elapsedMs) * 1_000, cpuUs, latency, ack };
  } finally {
    await Promise.all([producer.end(), worker.end(), receiver.end()]);
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
