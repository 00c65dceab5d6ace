import type { Outcome } from "@callcall/contract";
import type { Exchange } from "../../exchange.ts";
import type { World } from "./world.ts";

/** What follows from an attempt, in the words of the schedule. */
export type Follows =
  | "succeeded"
  /** Charged, and tried again when the schedule says so. */
  | "retried"
  /** Charged, and tried again when the receiver asked for it: the whole webhook waits. */
  | "retried as asked"
  /** Charged, and the last one of this delivery. */
  | "failed"
  /** As failed, and the webhook is disabled. */
  | "failed, disabled"
  | "succeeded, disabled"
  /** Not charged to schedule or health, and tried again soon. */
  | "not charged";

/** What a table row promises about the exchange. What is left out is not looked at. */
export interface Expected {
  readonly outcome: Outcome;
  readonly follows: Follows;
  readonly status?: number;
  readonly incomplete?: boolean;
  readonly truncated?: boolean;
  readonly bodyBytes?: number;
  /** Part of the explanation that people read. */
  readonly says?: string;
}

/** One way in which a receiver misbehaves. */
export interface HostileReceiver extends Expected {
  /** Number in the catalogue of hostile receivers: 1 to 47, several variants each. */
  readonly row: number;
  readonly does: string;
  /** Set it up, once; returns the URL to post to. */
  readonly stage: (world: World) => Promise<string>;
  /** With a sender whose deadline (300 ms) or connect limit (200 ms) runs out soon, since that is what is expected. */
  readonly hasty?: "deadline" | "connect";
  /** Send once before, so that the exchange that counts goes over a socket used before. */
  readonly warm?: boolean;
  /** What else must hold. */
  readonly also?: (exchange: Exchange, world: World, url: string) => void;
}
