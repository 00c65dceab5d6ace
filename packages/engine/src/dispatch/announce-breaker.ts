import type { Breaker } from "../domain/breaker.ts";
import { instant } from "../domain/instant.ts";
import type { Lane } from "./lane.ts";
import type { AttemptPorts } from "./ports.ts";

/** Tell followers that a webhook's breaker has opened or closed, if it has. */
export function announceBreaker(
  { webhook, breaker }: Lane,
  before: Breaker["kind"],
  { announce, clock, log }: Pick<AttemptPorts, "announce" | "clock" | "log">,
): void {
  const isOpen = breaker.kind === "open";
  // That it is disabled is told already.
  if (isOpen === (before === "open") || webhook.status !== "enabled") return;
  log.info({ webhook: webhook.id }, isOpen ? "a breaker has opened" : "a breaker has closed");
  announce(webhook.accountId, {
    kind: "webhook.changed",
    at: instant(clock.nowMs()),
    webhook_id: webhook.id,
    status: webhook.status,
    summary: isOpen
      ? "Most of what was sent to it failed: single probes until it answers"
      : "It answers again: what waited is sent",
  });
}
