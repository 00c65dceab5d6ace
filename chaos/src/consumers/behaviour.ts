/** How a consumer treats what it is sent. */
export const BEHAVIOURS = ["steady", "slow", "flaky", "rude", "deaf"] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** What it does with one request. */
export type Reply =
  | { readonly kind: "accept"; readonly afterMs: number }
  | { readonly kind: "refuse"; readonly status: number }
  /** Read, and answered with a broken connection. */
  | { readonly kind: "break"; readonly how: "reset" | "close" }
  /** Read, and never answered: the sender's deadline ends it. */
  | { readonly kind: "hang" };

const SLOWEST_MS = 300;

/** Pure. @param chance in [0, 1) */
export function replyTo(behaviour: Behaviour, chance: number): Reply {
  switch (behaviour) {
    case "steady":
      return { kind: "accept", afterMs: 0 };
    case "slow":
      return { kind: "accept", afterMs: Math.floor(chance * SLOWEST_MS) };
    case "flaky":
      if (chance < 0.15) return { kind: "refuse", status: 500 };
      if (chance < 0.2) return { kind: "refuse", status: 429 };
      return { kind: "accept", afterMs: 0 };
    case "rude":
      if (chance < 0.1) return { kind: "break", how: "reset" };
      if (chance < 0.2) return { kind: "break", how: "close" };
      if (chance < 0.22) return { kind: "hang" };
      return { kind: "accept", afterMs: 0 };
    case "deaf":
      return { kind: "hang" };
  }
}
