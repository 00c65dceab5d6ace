import { Rng } from "../runtime/rng.ts";
import { drawCalls } from "./draw-calls.ts";
import { drawFaults } from "./draw-faults.ts";
import type { Mode, Mood, NodePlan, Plan, WebhookPlan } from "./plan.ts";

/** `crowded`: a node with few slots, and an account that has more webhooks and events than all others. */
export type Size = "small" | "middling" | "crowded" | "large";

/** How large worlds may get, in all. */
const ACCOUNTS_MAX = 50;
const WEBHOOKS_MAX = 200;

/** Everything that a seed stands for. Pure. */
export function drawPlan(seed: number, mode?: Mode): Plan {
  const rng = new Rng(seed, "plan");
  // Most worlds are small, so that most seeds are quick and what they find is easy to read; a few are not.
  const size = rng.weighted<Size>([
    [66, "small"],
    [26, "middling"],
    [5, "crowded"],
    [3, "large"],
  ]);
  const [accounts, webhookCount] = {
    small: [rng.int(1, 2), rng.int(1, 4)] as const,
    middling: [rng.int(2, 6), rng.int(3, 10)] as const,
    crowded: [rng.int(2, 4), rng.int(6, 16)] as const,
    large: [rng.int(10, ACCOUNTS_MAX), rng.int(40, WEBHOOKS_MAX)] as const,
  }[size];
  const endMs = rng.int(10, 90) * 1000;
  const drawnMode: Mode = rng.chance(0.5) ? "safety" : "liveness";
  const webhooks = Array.from({ length: webhookCount }, (_, name) =>
    drawWebhook(new Rng(seed, `webhook ${name}`), name, accounts, endMs),
  ).map((webhook) => (size === "crowded" && webhook.name > accounts ? { ...webhook, account: 0 } : webhook));
  return {
    seed,
    mode: mode ?? drawnMode,
    accounts,
    node: { ...drawNode(new Rng(seed, "node")), ...(size === "crowded" ? CROWDED_NODE : {}) },
    webhooks,
    calls: drawCalls(new Rng(seed, "calls"), { accounts, webhookCount, endMs, size }),
    faults: drawFaults(new Rng(seed, "faults"), endMs),
    endMs,
  };
}

/** Few slots and a long way: everybody waits for everybody. */
const CROWDED_NODE = { inFlightPerWebhook: 2, inFlightPerNode: 4, networkMs: [200, 900] } as const;

function drawNode(rng: Rng): NodePlan {
  const slow = rng.chance(0.2);
  return {
    inFlightPerWebhook: rng.int(1, 5),
    inFlightPerNode: rng.weighted([
      [1, rng.int(2, 6)],
      [2, rng.int(8, 64)],
    ]),
    inFlightPerAccount: rng.chance(0.4) ? rng.int(1, 6) : 64,
    inFlightPerHost: rng.chance(0.4) ? rng.int(1, 5) : 64,
    queuedInMemory: rng.chance(0.3) ? rng.int(1, 40) : 50_000,
    retryScheduleSeconds: rng.pick([[1, 2, 4], [2, 4, 8, 16], [1], [2, 4, 8, 16, 32]]),
    eventsKeptMs: rng.chance(0.3) ? rng.int(1, 60) * 1000 : null,
    payloadsKeptMs: rng.chance(0.15) ? rng.int(2, 40) * 1000 : null,
    commitMs: slow ? [20, 800] : [1, 12],
    networkMs: rng.pick([
      [1, 5],
      [5, 80],
      [1, 900],
    ]),
  };
}

function drawWebhook(rng: Rng, name: number, accounts: number, endMs: number): WebhookPlan {
  const phases = rng.weighted([
    [5, 1],
    [3, 2],
    [2, 3],
  ]);
  const moods = Array.from({ length: phases }, (_, phase) => ({
    fromMs: phase === 0 ? 0 : rng.int(0, endMs),
    mood: drawMood(rng),
  })).sort((a, b) => a.fromMs - b.fromMs);
  const fifo = rng.chance(0.35);
  return {
    name,
    account: rng.int(0, accounts - 1),
    fifo,
    holds: fifo && rng.chance(0.4),
    host: rng.chance(0.3) ? rng.int(1, 2) : null,
    rateLimit: rng.chance(0.15) ? rng.int(1, 20) : null,
    even: rng.chance(0.2),
    types: rng.chance(0.7) ? "*" : "one",
    scheduleSeconds: rng.chance(0.3) ? rng.pick([[1, 1, 1], [3], [2, 30]]) : null,
    deadlineMs: rng.pick([1000, 5000, 15_000]),
    moods,
  };
}

function drawMood(rng: Rng): Mood {
  return rng.weighted<Mood>([
    [8, "healthy"],
    [2, "slow"],
    [2, "failing"],
    [4, "flaky"],
    [1, "hanging"],
    [2, "forgetful"],
    [1, "resetting"],
    [1, "refusing"],
    [1, "busy"],
    [0.5, "gone"],
    [1, "nameless"],
    [0.5, "redirecting"],
    [1, "cut off"],
    [1, "aborting"],
    [0.5, "leaving"],
  ]);
}
