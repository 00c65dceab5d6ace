/** I14: a webhook that fails most of the time is sent one request at a time until it answers. */
import type { LedgerWebhook } from "../world/ledger-entries.ts";
import type { Machine } from "../world/machine.ts";
import type { Network, Sent } from "../world/network.ts";

const SAMPLE_MS = 30_000;
const ANSWERS_MIN = 10;
const FAILING_SHARE = 0.7;
/** When a slot was taken is known in whole milliseconds. */
const ROUNDING_MS = 2;

/** Its answers to one process, as far as they are judged. */
interface Record {
  readonly owner: Sent["owner"];
  readonly sinceMs: number;
  judged: number;
  sample: { readonly sinceMs: number; answers: number; failures: number } | null;
  /** Since when nearly everything has failed; null: it does not. */
  openMs: number | null;
}

export function createBreakerCheck(
  machine: Machine,
  network: () => Network,
): (sent: Sent, webhook: LedgerWebhook) => void {
  const records = new Map<string, Record>();

  function recordOf({ owner }: Sent, { record: { id } }: LedgerWebhook): Record {
    let record = records.get(id);
    if (record?.owner !== owner) {
      record = { owner, sinceMs: machine.scheduler.nowMs, judged: 0, sample: null, openMs: null };
      records.set(id, record);
    }
    return record;
  }

  function note(record: Record, failed: boolean, atMs: number): void {
    if (record.openMs !== null) {
      if (!failed) [record.openMs, record.sample] = [null, null];
      return;
    }
    const isFresh = record.sample === null || atMs - record.sample.sinceMs >= SAMPLE_MS;
    if (isFresh) record.sample = failed ? { sinceMs: atMs, answers: 0, failures: 0 } : null;
    if (record.sample === null) return;
    record.sample.answers += 1;
    record.sample.failures += failed ? 1 : 0;
    const { answers, failures } = record.sample;
    if (answers >= ANSWERS_MIN && failures >= answers * FAILING_SHARE) record.openMs = atMs;
  }

  return (sent, webhook) => {
    const record = recordOf(sent, webhook);
    const answered = network().answeredBy(sent.owner, webhook.record.id);
    for (let next = answered[record.judged]; next !== undefined; next = answered[record.judged]) {
      const outcome = next.delivery.outcomes.get(next.number);
      // What it came to in the end is not on disk yet.
      if (outcome === undefined) break;
      record.judged += 1;
      if (outcome !== "local_fault") note(record, outcome !== "delivered", next.answeredMs ?? 0);
    }
    const { takenMs } = sent;
    // Whoever changes a webhook may have it tried anew.
    if (takenMs === null || record.openMs === null || webhook.changedMs >= record.sinceMs) return;
    if (takenMs <= record.openMs + ROUNDING_MS) return;
    const others = network()
      .openOf(sent.owner)
      .filter(({ delivery }) => delivery.webhookId === webhook.record.id).length;
    if (others <= 1) return;
    machine.violate("I14", `${others} requests are in flight to ${webhook.record.id}, which fails most of the time`);
  };
}
