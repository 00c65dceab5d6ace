import { constantTimeSome } from "./equal.ts";

/** What the headers of a request claim: that one of `macs` is the MAC of `message`. */
export interface Claim {
  /** The signed content: what to compute the MAC over. */
  readonly message: Uint8Array<ArrayBuffer>;
  /** MACs as the headers write them, one per secret the sender signed with. */
  readonly macs: readonly string[];
}

/** Whether any secret's MAC is one that is claimed. Compares them all, whatever matches first. */
export function holds(claim: Claim, computed: readonly string[]): boolean {
  return computed.reduce((found, mac) => constantTimeSome(mac, claim.macs) || found, false);
}
