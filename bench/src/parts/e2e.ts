import { type Measurement, measurement } from "../report.ts";
import { type Load, measure, ONE_HOST, setStage, settleAll } from "../run/stage.ts";
import { makeWebhooks } from "../run/webhooks.ts";
import { REFERENCE_SECONDS_MAX, type Run } from "./part.ts";

/** As many webhooks as fill the node with the requests that each may have in flight. */
export const WEBHOOKS = 32;
/** Deliveries under way: what is published waits for what is delivered, so that the rate is that of both. */
const WINDOW = 400;

const BASE = { types: WEBHOOKS, fanOut: 1, window: WINDOW, perSecond: null };
/** One event in a request, from 64 publishers. */
export const SINGLE: Load = { ...BASE, batch: 1, connections: 64 };
/** A hundred events in a request, from four. */
export const BATCHED: Load = { ...BASE, batch: 100, connections: 4 };

/** Deliveries a second that a load has come to in this run, measured now where it was not yet. */
export async function e2eRate(run: Run, load: Load): Promise<number> {
  const known = run.done.find(({ part, batch }) => part === "e2e" && batch === load.batch);
  return (
    (known ?? (await runLoad(load, Math.min(run.seconds, REFERENCE_SECONDS_MAX), run.limit))).per_second ?? Number.NaN
  );
}

/** One event in a request, at half of the rate that was reached. */
export async function halfLoad(run: Run): Promise<Load & { readonly perSecond: number }> {
  return { ...SINGLE, window: null, perSecond: (await e2eRate(run, SINGLE)) / 2 };
}

/** Publish → durable 202 → delivered → recorded, with all features on. */
export async function e2e({ seconds, limit, progress }: Run): Promise<readonly Measurement[]> {
  const found: Measurement[] = [];
  for (const load of [SINGLE, BATCHED]) {
    progress(`${load.batch} event${load.batch === 1 ? "" : "s"} in a request`);
    found.push(await runLoad(load, seconds, limit));
  }
  return found;
}

async function runLoad(load: Load, seconds: number, limit: number): Promise<Measurement> {
  const stage = await setStage({ args: ONE_HOST });
  try {
    await makeWebhooks(stage.server, { count: WEBHOOKS, urlOf: stage.hookUrl });
    await stage.publish(load);
    const stretch = await measure(stage, seconds);
    await stage.publisher.ask("stop");
    const { events, deliveries_succeeded: succeeded } = await settleAll(stage);
    if (succeeded !== events) throw new Error(`Of ${events} events, ${succeeded} were delivered and recorded`);
    return measurement({
      part: "e2e",
      store: "sqlite",
      batch: load.batch,
      per_second: stretch.perSecond,
      ratio_to_limit: stretch.perSecond / limit,
      p50_ms: stretch.latency.p50Ms,
      p99_ms: stretch.latency.p99Ms,
      server_cpu_us: stretch.serverCpuUs,
      more: {
        ack_p99_ms: stretch.published.ack.p99Ms ?? 0,
        loop_p99_ms: stretch.loopP99Ms,
        loop_max_ms: stretch.loopMaxMs,
        rss_mib: stretch.rssMib,
      },
    });
  } finally {
    await stage.end();
  }
}
