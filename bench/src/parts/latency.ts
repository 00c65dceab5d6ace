import { type Measurement, measurement } from "../report.ts";
import { measure, ONE_HOST, setStage } from "../run/stage.ts";
import { makeWebhooks } from "../run/webhooks.ts";
import { halfLoad, WEBHOOKS } from "./e2e.ts";
import type { Run } from "./part.ts";

/** At half of the rate that was reached: from the publish request to the first byte at the receiver. */
export async function latency(run: Run): Promise<readonly Measurement[]> {
  const load = await halfLoad(run);
  run.progress(`${Math.round(load.perSecond)} events a second`);
  const stage = await setStage({ args: ONE_HOST });
  try {
    await makeWebhooks(stage.server, { count: WEBHOOKS, urlOf: stage.hookUrl });
    await stage.publish(load);
    const stretch = await measure(stage, run.seconds);
    await stage.publisher.ask("stop");
    return [
      measurement({
        part: "latency",
        store: "sqlite",
        batch: 1,
        case: "half load",
        per_second: stretch.perSecond,
        ratio_to_limit: stretch.perSecond / run.limit,
        p50_ms: stretch.latency.p50Ms,
        p99_ms: stretch.latency.p99Ms,
        server_cpu_us: stretch.serverCpuUs,
        more: {
          wanted_per_second: load.perSecond,
          ack_p50_ms: stretch.published.ack.p50Ms ?? 0,
          ack_p99_ms: stretch.published.ack.p99Ms ?? 0,
          loop_p99_ms: stretch.loopP99Ms,
          loop_max_ms: stretch.loopMaxMs,
        },
      }),
    ];
  } finally {
    await stage.end();
  }
}
