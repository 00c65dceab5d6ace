import { type Measurement, measurement } from "../report.ts";
import { settledDataDir } from "../run/data-dir.ts";
import { claimUs, databaseMib, fill } from "../run/fill.ts";
import { measure, ONE_HOST, setStage } from "../run/stage.ts";
import { makeWebhooks } from "../run/webhooks.ts";
import { BATCHED, e2eRate, WEBHOOKS } from "./e2e.ts";
import type { Run } from "./part.ts";

const SMALL = 10_000;

/** The rate from end to end on a database that holds a past already. */
export async function growth(run: Run): Promise<readonly Measurement[]> {
  const empty = await e2eRate(run, BATCHED);
  const found: Measurement[] = [];
  for (const stored of [SMALL, run.rows]) found.push(await onPast(run, stored, empty));
  return found;
}

async function onPast({ seconds, limit, progress }: Run, stored: number, empty: number): Promise<Measurement> {
  const prepared = await settledDataDir();
  try {
    const stage = await setStage({ dataDir: prepared.path, args: ONE_HOST });
    try {
      const webhookIds = await makeWebhooks(stage.server, { count: WEBHOOKS, urlOf: stage.hookUrl });
      await stage.server.stop();
      progress(`writing ${stored} deliveries that are done`);
      const { accountId } = stage;
      fill({ dataDir: prepared.path, accountId, webhookIds, deliveries: stored, state: "succeeded", progress });
      const more = {
        claim_us: claimUs(prepared.path, accountId, webhookIds),
        database_mib: databaseMib(prepared.path),
      };
      progress("publishing");
      await stage.restart();
      await stage.publish(BATCHED);
      const stretch = await measure(stage, seconds);
      await stage.publisher.ask("stop");
      return measurement({
        part: "growth",
        store: "sqlite",
        batch: BATCHED.batch,
        case: `${stored} stored`,
        per_second: stretch.perSecond,
        ratio_to_limit: stretch.perSecond / limit,
        p50_ms: stretch.latency.p50Ms,
        p99_ms: stretch.latency.p99Ms,
        server_cpu_us: stretch.serverCpuUs,
        more: { ratio_to_empty: stretch.perSecond / empty, ...more },
      });
    } finally {
      await stage.end();
    }
  } finally {
    await prepared.remove();
  }
}
