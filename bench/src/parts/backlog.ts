import { type Measurement, measurement } from "../report.ts";
import { settledDataDir } from "../run/data-dir.ts";
import { fill } from "../run/fill.ts";
import { measure, ONE_HOST, setStage } from "../run/stage.ts";
import { makeWebhooks } from "../run/webhooks.ts";
import { BATCHED, e2eRate, WEBHOOKS } from "./e2e.ts";
import type { Run } from "./part.ts";

/** A million deliveries are due, and the receiver is there: how fast they leave, and in how much memory. */
export async function backlog(run: Run): Promise<readonly Measurement[]> {
  const { seconds, limit, rows, progress } = run;
  const reached = await e2eRate(run, BATCHED);
  const prepared = await settledDataDir();
  try {
    const stage = await setStage({ dataDir: prepared.path, args: ONE_HOST });
    let webhookIds: readonly string[];
    try {
      webhookIds = await makeWebhooks(stage.server, { count: WEBHOOKS, urlOf: stage.hookUrl });
      await stage.server.stop();
      progress(`writing ${rows} pending deliveries`);
      fill({
        dataDir: prepared.path,
        accountId: stage.accountId,
        webhookIds,
        deliveries: rows,
        state: "pending",
        progress,
      });
      progress("draining");
      await stage.restart();
      const stretch = await measure(stage, seconds, rows);
      return [
        measurement({
          part: "backlog",
          store: "sqlite",
          case: `${rows} pending`,
          per_second: stretch.perSecond,
          ratio_to_limit: stretch.perSecond / limit,
          server_cpu_us: stretch.serverCpuUs,
          more: {
            delivered: stretch.delivered,
            ratio_to_e2e: stretch.perSecond / reached,
            rss_max_mib: stretch.rssMaxMib,
            loop_p99_ms: stretch.loopP99Ms,
          },
        }),
      ];
    } finally {
      await stage.end();
    }
  } finally {
    await prepared.remove();
  }
}
