/** How a consumer treats what it is sent. */
export const BEHAVIOURS = [
  "steady",
  "closing",
  "slow",
  "flaky",
  "stumbling",
  "rude",
  "hesitant",
  "flooding",
  "deaf",
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** What it does with one request. */
export type Reply =
  | { readonly kind: "accept"; readonly afterMs: number; readonly body: "short" | "endless"; readonly isLast: boolean }
  | { readonly kind: "refuse"; readonly status: number }
  /** Read, and answered with a broken connection. */
  | { readonly kind: "break"; readonly how: "reset" | "close" }
  /** Read, and never answered: the sender's deadline ends it. */
  | { readonly kind: "hang" };

const SLOWEST_MS = 300;

const ACCEPT: Extract<Reply, { kind: "accept" }> = { kind: "accept", afterMs: 0, body: "short", isLast: false };
/** How many requests of an event a hesitant consumer refuses. */
export const HESITANT_REFUSALS = 2;

/**
 * Pure.
 * @param chance in [0, 1)
 * @param nth 1 for the first request of this event
 */
export function replyTo(behaviour: Behaviour, chance: number, nth: number): Reply {
  switch (behaviour) {
    case "steady":
      return ACCEPT;
    case "closing":
      return { ...ACCEPT, isLast: true };
    case "slow":
      return { ...ACCEPT, afterMs: Math.floor(chance * SLOWEST_MS) };
    case "flaky":
      if (chance < 0.15) return { kind: "refuse", status: 500 };
      if (chance < 0.2) return { kind: "refuse", status: 429 };
      return ACCEPT;
    case "stumbling":
      return chance < 0.02 ? { kind: "refuse", status: 500 } : ACCEPT;
    case "rude":
      if (chance < 0.1) return { kind: "break", how: "reset" };
      if (chance < 0.2) return { kind: "break", how: "close" };
      if (chance < 0.22) return { kind: "hang" };
      return ACCEPT;
    case "hesitant":
      return nth <= HESITANT_REFUSALS ? { kind: "refuse", status: 500 } : ACCEPT;
    case "flooding":
      return { ...ACCEPT, body: "endless" };
    case "deaf":
      return { kind: "hang" };
  }
}
