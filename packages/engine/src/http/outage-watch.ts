import type { Outcome } from "@callcall/contract";
import { isUnreached, OutageJudge } from "../domain/outage.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Log } from "../runtime/log.ts";
import type { Observe } from "../telemetry/observe.ts";
import type { Exchange, HttpSender } from "./exchange.ts";

export interface WatchedSender extends HttpSender {
  /** How long most hosts have been out of reach, in milliseconds; null: they are not. */
  outageMs(): number | null;
}

interface Ports {
  readonly clock: Clock;
  readonly log: Log;
  readonly observe: Observe | undefined;
}

/**
 * A sender that tells an outage of ours from hosts that are down. While it lasts, what does not reach its host is a
 * `local_fault`: not charged, and no evidence against any consumer.
 */
export function watchOutage(sender: HttpSender, { clock, log, observe }: Ports): WatchedSender {
  const judge = new OutageJudge();

  function note(url: string, { outcome, reusedSocket }: Exchange): void {
    // A socket opened before says nothing about the way now, and what never left says nothing at all.
    if (reusedSocket || NO_EVIDENCE.has(outcome)) return;
    const nowMs = clock.monotonicMs();
    const sinceMs = judge.sinceMs ?? nowMs;
    const change = judge.note(hostOf(url), !isUnreached(outcome), nowMs);
    if (change === null) return;
    const { evidence } = judge;
    if (change === "began") {
      log.warn(evidence, "most hosts cannot be reached: taken for an outage of our own, and charged to nobody");
      observe?.({ step: "outage.began", ...evidence });
    } else {
      const outageMs = nowMs - sinceMs;
      log.info({ outageMs }, "hosts can be reached again");
      observe?.({ step: "outage.ended", outageMs });
    }
  }

  return {
    send: (request) =>
      sender.send(request).then((exchange) => {
        note(request.url, exchange);
        return judge.sinceMs !== null && isUnreached(exchange.outcome) ? excused(exchange) : exchange;
      }),
    close: (withinMs) => sender.close(withinMs),
    outageMs: () => (judge.sinceMs === null ? null : clock.monotonicMs() - judge.sinceMs),
  };
}

const NO_EVIDENCE: ReadonlySet<Outcome> = new Set<Outcome>(["local_fault", "unknown", "blocked_address"]);

/** Of a URL that the sender has judged. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : url;
}

function excused(exchange: Exchange): Exchange {
  const error = `Most hosts cannot be reached from this server, so this is taken for its own fault: ${exchange.error ?? ""}`;
  return { ...exchange, outcome: "local_fault", error };
}
