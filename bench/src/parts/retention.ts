import type { Measurement } from "../report.ts";
import { type DataDir, onCopy, settledDataDir } from "../run/data-dir.ts";
import { fill } from "../run/fill.ts";
import { inRounds, middle, middleMeasurement, ROUNDS, ratioTo } from "../run/rounds.ts";
import { measure, ONE_HOST, type Stage, type Stretch, setStage } from "../run/stage.ts";
import { makeWebhooks } from "../run/webhooks.ts";
import { halfLoad, WEBHOOKS } from "./e2e.ts";
import type { Run } from "./part.ts";

/** More than what is removed while it is measured. */
const ROWS_MAX = 300_000;
/** Events are kept for thirty days. */
const EXPIRED_MS = 31 * 86_400_000;

interface Case {
  readonly name: string;
  readonly dataDir: DataDir;
}

interface Beside extends Stretch {
  readonly removedPerSecond: number;
}

/** What retention, when it has much to remove, does to those who publish meanwhile, at half of the rate that is reached. */
export async function retention(run: Run): Promise<readonly Measurement[]> {
  const { limit, progress } = run;
  const rows = Math.min(run.rows, ROWS_MAX);
  const load = await halfLoad(run);
  const [fresh, expired] = [await settledDataDir(), await settledDataDir()];
  const stage = await setStage({ dataDir: fresh.path, args: ONE_HOST });
  try {
    const webhookIds = await makeWebhooks(stage.server, { count: WEBHOOKS, urlOf: stage.hookUrl });
    await stage.server.stop();
    await fresh.copyTo(expired);
    progress(`writing ${rows} deliveries that have had their time, and as many that have not`);
    const { accountId } = stage;
    const past = { accountId, webhookIds, deliveries: rows, state: "succeeded", progress } as const;
    fill({ dataDir: fresh.path, ...past });
    fill({ dataDir: expired.path, ...past, ageMs: EXPIRED_MS });
    const cases: readonly Case[] = [
      { name: "nothing to remove", dataDir: fresh },
      { name: "removing", dataDir: expired },
    ];
    const found = await inRounds(cases, async (given, round) => {
      progress(`${given.name}, round ${round + 1}`);
      return onCopy(stage, given.dataDir, load, () => beside(stage, run.seconds));
    });
    const base = found.get(cases[0] as Case) ?? [];
    return [...found].map(([{ name }, stretches]) => toMeasurement(name, stretches, base, limit));
  } finally {
    await stage.end();
    await fresh.remove();
    await expired.remove();
  }
}

async function beside(stage: Stage, seconds: number): Promise<Beside> {
  const startedMs = performance.now();
  const stretch = await measure(stage, seconds / ROUNDS);
  const removed = await removedEvents(stage);
  return { ...stretch, removedPerSecond: (removed / (performance.now() - startedMs)) * 1_000 };
}

interface ServerInfo {
  readonly retention: { readonly progress: { readonly removed_events: number } };
}

async function removedEvents({ server }: Stage): Promise<number> {
  return (await server.call<ServerInfo>("GET", "/server")).retention.progress.removed_events;
}

function toMeasurement(
  name: string,
  stretches: readonly Beside[],
  base: readonly Beside[],
  limit: number,
): Measurement {
  const ackP99 = ({ published }: Stretch): number | null => published.ack.p99Ms;
  return middleMeasurement({
    part: "retention",
    name,
    stretches,
    limit,
    more: {
      ack_p50_ms: middle(stretches, ({ published }) => published.ack.p50Ms) ?? 0,
      ack_p99_ms: middle(stretches, ackP99) ?? 0,
      ack_p99_ratio: ratioTo(stretches, base, ackP99),
      removed_per_second: middle(stretches, (one) => one.removedPerSecond) ?? 0,
    },
  });
}
