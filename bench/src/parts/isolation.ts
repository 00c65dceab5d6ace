import type { Measurement } from "../report.ts";
import { type DataDir, onCopy, settledDataDir } from "../run/data-dir.ts";
import { fill } from "../run/fill.ts";
import { inRounds, middle, middleMeasurement, ROUNDS, ratioTo } from "../run/rounds.ts";
import { measure, type Stage, type Stretch, setStage } from "../run/stage.ts";
import { makeWebhooks } from "../run/webhooks.ts";
import type { Run } from "./part.ts";

const WEBHOOKS = 1_000;
const TYPES = 100;
const LOAD = {
  batch: 1,
  connections: 16,
  types: TYPES,
  fanOut: WEBHOOKS / TYPES,
  window: null,
  perSecond: 50,
};
/** Of the account whose hosts are dead: half of them hang, half refuse. */
const DEAD_WEBHOOKS = 32;
/** Nothing listens there. */
const REFUSING = "http://127.0.0.1:1";

interface Case {
  readonly name: string;
  /** Of the thousand, so many never answer. */
  readonly hanging: number;
  readonly dataDir: DataDir;
}

/**
 * A thousand webhooks get what one account publishes; of them none, one and fifty never answer, or none does but
 * another account has a backlog for dead hosts: what the healthy ones notice of it.
 */
export async function isolation({ seconds, rows, limit, progress }: Run): Promise<readonly Measurement[]> {
  const [plain, owing] = [await settledDataDir(), await settledDataDir()];
  const stage = await setStage({ dataDir: plain.path });
  try {
    progress(`making ${WEBHOOKS} webhooks`);
    await makeWebhooks(stage.server, { count: WEBHOOKS, types: TYPES, urlOf: stage.hookUrl });
    const deadWebhooks = await addDeadAccount(stage);
    await stage.server.stop();
    progress(`writing ${rows} deliveries to dead hosts`);
    await plain.copyTo(owing);
    fill({ dataDir: owing.path, ...deadWebhooks, deliveries: rows, state: "pending", progress });
    const cases: readonly Case[] = [
      ...[0, 1, 50].map((hanging) => ({ name: `${hanging} hang`, hanging, dataDir: plain })),
      { name: `${rows} owed to dead hosts`, hanging: 0, dataDir: owing },
    ];
    const found = await inRounds(cases, async (given, round) => {
      progress(`${given.name}, round ${round + 1}`);
      await stage.receiver.ask("hang", { webhooks: given.hanging });
      return onCopy(stage, given.dataDir, LOAD, () => measure(stage, seconds / ROUNDS));
    });
    const base = found.get(cases[0] as Case) ?? [];
    return [...found].map(([{ name }, stretches]) => toMeasurement(name, stretches, base, limit));
  } finally {
    await stage.end();
    await plain.remove();
    await owing.remove();
  }
}

async function addDeadAccount({
  server,
  deadUrl,
}: Stage): Promise<{ accountId: string; webhookIds: readonly string[] }> {
  const { id: accountId } = await server.call<{ readonly id: string }>("POST", "/accounts", { name: "dead" });
  const urlOf = (index: number): string => (index % 2 === 0 ? deadUrl(index) : `${REFUSING}/hook/${index}`);
  return { accountId, webhookIds: await makeWebhooks(server, { count: DEAD_WEBHOOKS, urlOf, accountId }) };
}

function toMeasurement(
  name: string,
  stretches: readonly Stretch[],
  base: readonly Stretch[],
  limit: number,
): Measurement {
  return middleMeasurement({
    part: "isolation",
    name,
    stretches,
    limit,
    more: {
      p99_ratio_to_none: ratioTo(stretches, base, ({ latency }) => latency.p99Ms),
      ack_p99_ms: middle(stretches, ({ published }) => published.ack.p99Ms) ?? 0,
      rss_max_mib: middle(stretches, (one) => one.rssMaxMib) ?? 0,
    },
  });
}
