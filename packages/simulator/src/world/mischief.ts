/** Faults that no call of the engine brings about: those that come by the clock, and people who meddle. */
import { OUTSIDE } from "../runtime/scheduler.ts";
import type { Host } from "./host.ts";
import type { Machine } from "./machine.ts";
import type { Sent } from "./network.ts";
import { nameOf, type Operators } from "./operators.ts";

export function scheduleMischief({ deck, scheduler, clock, trace }: Machine, host: Host): void {
  for (const { point, atMs, ms } of deck.timed) {
    scheduler.after(atMs ?? 0, OUTSIDE, () => {
      switch (point) {
        case "K":
          deck.fired("K");
          host.kill("kill -9 (K)");
          return;
        case "F14b":
          if (host.stall(ms)) deck.fired("F14b");
          return;
        case "F21":
          deck.fired("F21");
          clock.step(ms);
          trace.tell(`the wall clock is set ${ms > 0 ? "forward" : "back"} by ${duration(Math.abs(ms))} (F21)`);
          return;
        case "F23":
          host.fill(ms);
          trace.tell(`the disk is full for ${duration(ms)} (F23)`);
          return;
      }
    });
  }
}

/** F16: somebody changes the webhook while a request to it is under way. */
export function meddle({ deck, scheduler, ledger, trace }: Machine, operators: Operators, { delivery }: Sent): void {
  const fault = deck.pass("F16");
  if (fault === undefined) return;
  const webhook = nameOf(ledger.webhook(delivery.webhookId).record.url);
  const kinds = ["disable", "rotate", "update", "delete"] as const;
  const kind = kinds[fault.ms % kinds.length] ?? "disable";
  trace.tell(`somebody asks to ${kind} r${webhook} while a request to it is in flight (F16)`);
  const when = { atMs: scheduler.nowMs, webhook };
  scheduler.after(1, OUTSIDE, () =>
    operators.operate(kind === "rotate" ? { kind, overlapSeconds: 0, ...when } : { kind, ...when }),
  );
}

function duration(ms: number): string {
  if (ms < 120_000) return `${ms / 1000} s`;
  return ms < 86_400_000 ? `${(ms / 3_600_000).toFixed(1)} h` : `${Math.round(ms / 86_400_000)} days`;
}
