import { type Measurement, measurement } from "../report.ts";
import { makeWebhooks, measure, setStage } from "../run/stage.ts";
import type { Run } from "./part.ts";

const WEBHOOKS = 1_000;
const TYPES = 100;
const EVENTS_PER_SECOND = 50;
const HANGING = [0, 1, 50] as const;

/** A thousand webhooks, of which none, one and fifty never answer: what the healthy ones notice of it. */
export async function isolation({ seconds, limit, progress }: Run): Promise<readonly Measurement[]> {
  const found: Measurement[] = [];
  for (const hanging of HANGING) {
    progress(`${hanging} of ${WEBHOOKS} webhooks hang`);
    found.push(await beside(hanging, seconds, limit, found[0]?.p99_ms ?? null));
  }
  return found;
}

async function beside(hanging: number, seconds: number, limit: number, baseMs: number | null): Promise<Measurement> {
  const stage = await setStage();
  try {
    await makeWebhooks(stage, WEBHOOKS, TYPES, (index) => (index < hanging ? "hang" : "hook"));
    await stage.publish({
      batch: 1,
      connections: 16,
      types: TYPES,
      fanOut: WEBHOOKS / TYPES,
      window: null,
      perSecond: EVENTS_PER_SECOND,
    });
    const stretch = await measure(stage, seconds);
    await stage.publisher.ask("stop");
    const { p50Ms, p99Ms } = stretch.latency;
    return measurement({
      part: "isolation",
      store: "sqlite",
      batch: 1,
      case: `${hanging} hang`,
      per_second: stretch.perSecond,
      ratio_to_limit: stretch.perSecond / limit,
      p50_ms: p50Ms,
      p99_ms: p99Ms,
      server_cpu_us: stretch.serverCpuUs,
      more: { p99_ratio_to_none: p99Ms === null ? 0 : p99Ms / (baseMs ?? p99Ms), rss_mib: stretch.rssMib },
    });
  } finally {
    await stage.end();
  }
}
