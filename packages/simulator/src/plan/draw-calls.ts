import type { Rng } from "../runtime/rng.ts";
import type { Size } from "./draw.ts";
import type { CallPlan, Identity } from "./plan.ts";

interface Bounds {
  readonly accounts: number;
  readonly webhookCount: number;
  readonly endMs: number;
  readonly size: Size;
}

/** What publishers and operators do, and when. */
export function drawCalls(rng: Rng, bounds: Bounds): readonly CallPlan[] {
  const calls: CallPlan[] = [];
  const { size } = bounds;
  const publishes = size === "large" ? rng.int(10, 25) : size === "crowded" ? rng.int(40, 60) : rng.int(5, 45);
  const bursty = rng.chance(0.4);
  const batches = rng.chance(0.4);
  const burstAtMs = rng.int(0, Math.floor(bounds.endMs / 2));
  let number = 1;
  for (let n = 0; n < publishes; n++) {
    const events = batches && rng.chance(0.25) ? rng.int(2, size === "large" ? 4 : 12) : 1;
    calls.push({
      kind: "publish",
      atMs: bursty && rng.chance(0.7) ? burstAtMs + rng.int(0, 300) : rng.int(0, bounds.endMs),
      number,
      account: size === "crowded" && rng.chance(0.7) ? 0 : rng.int(0, bounds.accounts - 1),
      events,
      identity: rng.weighted<Identity>([
        [2, "none"],
        [2, "event id"],
        [3, "key"],
      ]),
      copies: rng.chance(0.15) ? rng.int(2, 3) : 1,
    });
    number += events;
  }
  for (
    let n = rng.weighted([
      [3, 0],
      [4, rng.int(1, 4)],
      [3, rng.int(5, 12)],
    ]);
    n > 0;
    n--
  ) {
    calls.push(drawOperation(rng, bounds));
  }
  if (rng.chance(0.3)) calls.push(...drawChurn(rng, calls, bounds));
  return calls.sort((a, b) => a.atMs - b.atMs);
}

/** Subscriptions that change at the very moment of a publish: the fan-out must be of one moment. */
function drawChurn(rng: Rng, calls: readonly CallPlan[], { webhookCount }: Bounds): readonly CallPlan[] {
  return calls
    .filter(({ kind }) => kind === "publish" && rng.chance(0.4))
    .map(({ atMs }) => ({
      kind: rng.weighted([
        [4, "disable"],
        [4, "enable"],
        [2, "register"],
        [1, "delete"],
      ] as const),
      atMs: atMs + rng.int(0, 6),
      webhook: rng.int(0, webhookCount - 1),
    }));
}

function drawOperation(rng: Rng, { webhookCount, endMs }: Bounds): CallPlan {
  const atMs = rng.int(0, endMs);
  const webhook = rng.int(0, webhookCount - 1);
  const kind = rng.weighted<CallPlan["kind"]>([
    [2, "rotate"],
    [2, "disable"],
    [2, "enable"],
    [1, "delete"],
    [1, "update"],
    [2, "reorder"],
    [1, "limit"],
    [2, "cancel"],
    [3, "retry"],
    [2, "replay"],
    [6, "replay job"],
    [1, "deploy"],
    [1, "register"],
  ]);
  switch (kind) {
    case "rotate":
      return { kind, atMs, webhook, overlapSeconds: rng.pick([0, 1, 60, 86_400]) };
    case "reorder": {
      const fifo = rng.chance(0.6);
      return { kind, atMs, webhook, fifo, holds: fifo && rng.chance(0.5) };
    }
    case "limit":
      return { kind, atMs, webhook, perSecond: rng.chance(0.4) ? null : rng.int(1, 20) };
    case "cancel":
    case "retry":
    case "replay":
      return { kind, atMs, webhook, pick: rng.int(0, 1000) };
    case "deploy":
      return { kind, atMs, drainMs: rng.pick([0, 500, 20_000]) };
    case "replay job":
      return {
        kind,
        atMs,
        webhook,
        which: rng.pick(["failed", "missing", "all"]),
        perSecond: rng.int(1, 50),
        reachMs: rng.chance(0.6) ? null : rng.int(1, 30) * 1000,
        cancelAfterMs: rng.chance(0.2) ? rng.int(0, 5000) : null,
      };
    case "publish":
      throw new Error("Cannot draw a publish as an operation");
    default:
      return { kind, atMs, webhook };
  }
}
