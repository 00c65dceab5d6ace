import type { Outcome } from "@callcall/contract";
import type { Mood, WebhookPlan } from "../plan/plan.ts";
import { Rng } from "../runtime/rng.ts";

/** What a receiver makes of one request. Accepted and answered are two things: replies get lost. */
export interface Behaviour {
  /** It has read the request and acted on it. */
  readonly accepts: boolean;
  readonly outcome: Outcome;
  readonly status: number | null;
  readonly retryAfter: string | null;
  /** What it asks for beside its status, in `webhook-delivery`. */
  readonly control: "abort-message" | "disable" | null;
  /** From the request's arrival to the end of the exchange. */
  readonly ms: number;
}

const OK: Behaviour = { accepts: true, outcome: "delivered", status: 200, retryAfter: null, control: null, ms: 10 };

function answers(outcome: Outcome, status: number, ms: number): Behaviour {
  return { ...OK, accepts: false, outcome, status, ms };
}

function breaks(outcome: Outcome, ms: number, accepts: boolean = false): Behaviour {
  return { ...OK, accepts, outcome, status: null, ms };
}

/** A receiver: what it does depends on its mood at the time and on how many requests it has had, on nothing else. */
export class Receiver {
  readonly #plan: WebhookPlan;
  readonly #seed: number;
  readonly #startMs: number;
  #requests = 0;
  #healed = false;

  constructor(plan: WebhookPlan, seed: number, startMs: number) {
    this.#plan = plan;
    this.#seed = seed;
    this.#startMs = startMs;
  }

  /** Everything is well from now on. */
  heal(): void {
    this.#healed = true;
  }

  mood(nowMs: number): Mood {
    if (this.#healed) return "healthy";
    let mood: Mood = "healthy";
    for (const phase of this.#plan.moods) if (phase.fromMs + this.#startMs <= nowMs) mood = phase.mood;
    return mood;
  }

  /** The next request's fate, decided when it is sent. */
  meet(nowMs: number): Behaviour {
    this.#requests += 1;
    const rng = new Rng(this.#seed, `receiver ${this.#plan.name} request ${this.#requests}`);
    const { deadlineMs } = this.#plan;
    const quick = rng.int(1, 60);
    switch (this.mood(nowMs)) {
      case "healthy":
        return { ...OK, ms: quick };
      case "slow":
        return { ...OK, ms: rng.int(50, Math.floor(deadlineMs * 0.8)) };
      case "failing":
        return answers("http_5xx", 500, quick);
      case "flaky":
        return rng.pick([
          { ...OK, ms: quick },
          { ...OK, ms: quick },
          answers("http_5xx", 503, quick),
          answers("http_4xx", 404, quick),
          breaks("connection_reset", quick),
        ]);
      case "hanging":
        return breaks("timeout_headers", deadlineMs, rng.chance(0.5));
      case "forgetful":
        // It has acted on the event, and nobody is told.
        return rng.chance(0.5)
          ? { ...OK, ms: quick }
          : breaks(rng.pick(["connection_reset", "connection_closed"] as const), quick, true);
      case "resetting":
        return breaks("connection_reset", quick);
      case "refusing":
        return breaks("connect_refused", quick);
      case "busy":
        return { ...answers("http_429", 429, quick), retryAfter: String(rng.int(1, 30)) };
      case "gone":
        return answers("http_410", 410, quick);
      case "nameless":
        return breaks("dns_unavailable", quick);
      case "redirecting":
        return answers("http_3xx", 302, quick);
      case "cut off":
        return breaks("local_fault", quick);
      case "aborting":
        return { ...answers("http_4xx", 422, quick), control: rng.chance(0.6) ? "abort-message" : null };
      case "leaving":
        return { ...answers("http_4xx", 404, quick), control: rng.chance(0.2) ? "disable" : null };
    }
  }
}
