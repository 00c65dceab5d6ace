import type { Outcome } from "@callcall/contract";

/** Evidence is what came of a host within this time. */
export const OUTAGE_WINDOW_MS = 30_000;
/** With fewer hosts tried nobody is judged: two or three may well be down together. */
export const OUTAGE_FEWEST_HOSTS = 5;
/** It must have looked so for this long: of many requests made at once, refusals come back before any answer does. */
export const OUTAGE_DWELL_MS = 1_000;
/** Hosts whose failures are remembered; the first to fail are forgotten first. */
export const OUTAGE_MOST_HOSTS = 10_000;

/** Whether an attempt ended before it reached anybody: the classes of names and of connections. */
export function isUnreached(outcome: Outcome): boolean {
  switch (outcome) {
    case "dns_nxdomain":
    case "dns_no_address":
    case "dns_unavailable":
    case "timeout_connect":
    case "connect_refused":
      return true;
    default:
      return false;
  }
}

/**
 * Is it them, or is it us? One host that cannot be reached is that host's affair. When more than half of all hosts
 * that were tried in half a minute cannot be reached, it is our resolver, our route or our firewall, and no consumer
 * may pay for it. It is over when somebody is reached and half of the hosts are.
 *
 * A host is a witness while its failures are no older than that half minute. Those that are down for good are tried
 * again and again, also when nobody else is, and say nothing about now.
 *
 * No clock, no timer: what it says follows from what it was told. Instants are monotonic milliseconds.
 */
export class OutageJudge {
  /** Hosts tried within the window, in the order of their last try, and whether they were reached. */
  readonly #recent = new Map<string, { readonly triedMs: number; readonly reached: boolean }>();
  #unreached = 0;
  /** Since when a host was not reached. */
  readonly #failingSince = new Map<string, number>();
  /** Since when it looks like an outage. */
  #suspectedMs: number | null = null;
  #sinceMs: number | null = null;

  /** Since when most hosts cannot be reached; null: they can, as far as is known. */
  get sinceMs(): number | null {
    return this.#sinceMs;
  }

  /** What the verdict rests on. */
  get evidence(): { readonly hosts: number; readonly unreached: number } {
    return { hosts: this.#recent.size, unreached: this.#unreached };
  }

  /** A new connection to this host came about, or did not. Tells whether that begins or ends an outage. */
  note(host: string, reached: boolean, nowMs: number): "began" | "ended" | null {
    this.#forgetBefore(nowMs - OUTAGE_WINDOW_MS);
    this.#drop(host);
    if (reached) this.#failingSince.delete(host);
    if (reached || this.#isNew(host, nowMs)) this.#add(host, reached, nowMs);
    const most = 2 * this.#unreached > this.#recent.size;
    if (!most || this.#recent.size < OUTAGE_FEWEST_HOSTS) this.#suspectedMs = null;
    else this.#suspectedMs ??= nowMs;
    if (this.#sinceMs === null && this.#suspectedMs !== null && nowMs - this.#suspectedMs >= OUTAGE_DWELL_MS) {
      this.#sinceMs = this.#suspectedMs;
      return "began";
    }
    // Not for want of evidence: in a long outage hosts are tried ever less often.
    if (this.#sinceMs !== null && reached && !most) {
      this.#forgive(this.#sinceMs - OUTAGE_WINDOW_MS);
      this.#sinceMs = null;
      return "ended";
    }
    return null;
  }

  /** Whether the host's failures began within the window, or with the outage. */
  #isNew(host: string, nowMs: number): boolean {
    const failingSinceMs = this.#failingSince.get(host);
    if (failingSinceMs !== undefined) return failingSinceMs >= (this.#sinceMs ?? nowMs) - OUTAGE_WINDOW_MS;
    this.#failingSince.set(host, nowMs);
    if (this.#failingSince.size > OUTAGE_MOST_HOSTS) {
      for (const first of this.#failingSince.keys()) {
        this.#failingSince.delete(first);
        break;
      }
    }
    return true;
  }

  /** What failed with an outage is a witness again when the next one comes a minute later. */
  #forgive(fromMs: number): void {
    for (const [host, sinceMs] of this.#failingSince) if (sinceMs >= fromMs) this.#failingSince.delete(host);
  }

  #forgetBefore(ms: number): void {
    for (const [host, { triedMs }] of this.#recent) {
      if (triedMs >= ms) return;
      this.#drop(host);
    }
  }

  #add(host: string, reached: boolean, triedMs: number): void {
    this.#recent.set(host, { triedMs, reached });
    if (!reached) this.#unreached += 1;
  }

  #drop(host: string): void {
    const known = this.#recent.get(host);
    if (known === undefined) return;
    this.#recent.delete(host);
    if (!known.reached) this.#unreached -= 1;
  }
}
