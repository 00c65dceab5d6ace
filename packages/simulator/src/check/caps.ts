/** I9: nobody has more requests in flight, or sends more in a second, than was said. */
import type { LedgerWebhook } from "../world/ledger-entries.ts";
import type { Machine } from "../world/machine.ts";
import type { Network, Sent } from "../world/network.ts";

/** A limit is on disk before the engine has heard of it. */
const CHANGE_GRACE_MS = 5_000;
/** When a slot was taken is known in whole milliseconds. */
const ROUNDING_MS = 2;

export function createCapsCheck(
  machine: Machine,
  network: () => Network,
): (sent: Sent, webhook: LedgerWebhook) => void {
  const { scheduler, plan, violate } = machine;
  const { inFlightPerNode, inFlightPerWebhook, inFlightPerAccount, inFlightPerHost } = plan.node;
  /** When slots were taken, by webhook, of the process that sent last. */
  const taken = new Map<string, number[]>();
  let owner: Sent["owner"] | undefined;

  function checkAccount(sent: Sent, open: readonly Sent[]): void {
    const { accountId } = sent.delivery;
    const [mine, others] = [true, false].map((own) =>
      open.filter(({ delivery }) => (delivery.accountId === accountId) === own),
    ) as [Sent[], Sent[]];
    const { takenMs } = sent;
    if (takenMs === null || mine.length <= inFlightPerAccount) return;
    // An account alone may use the whole node: it is judged by who was there when it took its slot.
    const isWithOthers = others.some(({ atMs }) => atMs < takenMs - ROUNDING_MS);
    const held = mine.filter(({ atMs }) => atMs < takenMs - ROUNDING_MS).length;
    if (!isWithOthers || held < inFlightPerAccount) return;
    violate(
      "I9",
      `${held + 1} requests of ${accountId} are in flight beside others, at most ${inFlightPerAccount} may be`,
    );
  }

  function checkRate({ takenMs, delivery }: Sent, { record, changedMs }: LedgerWebhook): void {
    const rate = record.rateLimitPerSecond;
    if (takenMs === null || scheduler.nowMs - changedMs < CHANGE_GRACE_MS) {
      taken.delete(record.id);
      return;
    }
    if (rate === null) return;
    const times = [...(taken.get(record.id) ?? []), takenMs].sort((a, b) => a - b).slice(-4 * rate);
    taken.set(record.id, times);
    const tooMany = times.findIndex(
      (atMs, index) => (times[index + rate] ?? Number.POSITIVE_INFINITY) - atMs < 1000 - ROUNDING_MS,
    );
    if (tooMany === -1) return;
    violate("I9", `${delivery.id} is one of more than ${rate} requests to ${record.id} in a second`);
  }

  return (sent, webhook) => {
    if (sent.owner !== owner) taken.clear();
    owner = sent.owner;
    const open = network().openOf(sent.owner);
    if (open.length > inFlightPerNode) {
      violate("I9", `${open.length} requests are in flight, at most ${inFlightPerNode} may be`);
    }
    const isFifo = webhook.record.ordering === "fifo" && scheduler.nowMs - webhook.changedMs > CHANGE_GRACE_MS;
    const cap = isFifo ? 1 : inFlightPerWebhook;
    const mine = open.filter(({ delivery }) => delivery.webhookId === sent.delivery.webhookId);
    if (mine.length > cap) {
      violate("I9", `${mine.length} requests are in flight to one webhook, at most ${cap} may be`);
    }
    const { host } = new URL(sent.request.url);
    const there = open.filter(({ request }) => new URL(request.url).host === host).length;
    if (there > inFlightPerHost) {
      violate("I9", `${there} requests are in flight to ${host}, at most ${inFlightPerHost} may be`);
    }
    checkAccount(sent, open);
    checkRate(sent, webhook);
  };
}
