import { type Measurement, measurement } from "../report.ts";
import { measure, ONE_HOST, setStage, settleAll } from "../run/stage.ts";
import { makeWebhooks } from "../run/webhooks.ts";
import type { Run } from "./part.ts";

const WEBHOOKS = 1_000;

/** One event to a thousand webhooks, again and again. */
export async function fanout({ seconds, limit, progress }: Run): Promise<readonly Measurement[]> {
  const stage = await setStage({ args: ONE_HOST });
  try {
    progress(`making ${WEBHOOKS} webhooks`);
    await makeWebhooks(stage.server, { count: WEBHOOKS, types: 1, urlOf: stage.hookUrl });
    progress("publishing");
    const load = { batch: 1, connections: 4, types: 1, fanOut: WEBHOOKS, window: 2 * WEBHOOKS, perSecond: null };
    await stage.publish(load);
    const stretch = await measure(stage, seconds);
    await stage.publisher.ask("stop");
    await settleAll(stage);
    return [
      measurement({
        part: "fanout",
        store: "sqlite",
        batch: 1,
        case: `${WEBHOOKS} webhooks`,
        per_second: stretch.perSecond,
        ratio_to_limit: stretch.perSecond / limit,
        p50_ms: stretch.latency.p50Ms,
        p99_ms: stretch.latency.p99Ms,
        server_cpu_us: stretch.serverCpuUs,
        more: { loop_p99_ms: stretch.loopP99Ms, rss_mib: stretch.rssMib },
      }),
    ];
  } finally {
    await stage.end();
  }
}
