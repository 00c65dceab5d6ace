/** What must be true of a request the moment it leaves. */
import { createHmac } from "node:crypto";
import { secretContext } from "@callcall/engine";
import type { LedgerDelivery, LedgerSecret, LedgerWebhook } from "../world/ledger-entries.ts";
import type { Machine } from "../world/machine.ts";
import type { Network, Sent } from "../world/network.ts";
import { openVault } from "../world/process.ts";
import { createBreakerCheck } from "./breaker.ts";
import { createCapsCheck } from "./caps.ts";

/** A change is on disk before the engine has heard of it: so long it may go by what was before. */
const CHANGE_GRACE_MS = 5_000;
/** The newest that sign. */
const SECRETS_MAX = 3;
/** When a slot was taken is known in whole milliseconds. */
const ROUNDING_MS = 2;

export function createSendChecks(machine: Machine, network: () => Network): (sent: Sent) => void {
  const { ledger, scheduler, clock, violate } = machine;
  const checkCaps = createCapsCheck(machine, network);
  const checkBreaker = createBreakerCheck(machine, network);
  const vault = openVault();
  const opened = new Map<string, string>();

  const isLately = (atMs: number): boolean => scheduler.nowMs - atMs < CHANGE_GRACE_MS;

  function open({ record }: LedgerWebhook, { record: secret }: LedgerSecret): string {
    let text = opened.get(secret.id);
    if (text === undefined) {
      text = vault.open(secret.sealed, secretContext(record.accountId, record.id));
      opened.set(secret.id, text);
    }
    return text;
  }

  function checkSignatures(sent: Sent, webhook: LedgerWebhook): void {
    const header = (wanted: string) => sent.request.headers.find(([key]) => key === wanted)?.[1] ?? "";
    const timestamp = header("x-callcall-timestamp");
    const signatures = header("x-callcall-signature").split(",").slice(1);
    const isSignedWith = (secret: LedgerSecret): boolean => {
      const hmac = createHmac("sha256", open(webhook, secret)).update(`${timestamp}.`).update(sent.request.body);
      return signatures.includes(`v1=${hmac.digest("hex")}`);
    };
    const newest = webhook.secrets.slice(-SECRETS_MAX);
    const isInForce = ({ expiresMs }: LedgerSecret, graceMs: number): boolean =>
      expiresMs === null || expiresMs > sent.wallMs + graceMs;
    const mayCount = newest.filter((secret) => isInForce(secret, -CHANGE_GRACE_MS)).length;
    if (
      webhook.secrets.some(({ sinceMs }) => isLately(sinceMs)) ||
      sent.owner.stalledUntilMs > scheduler.nowMs - CHANGE_GRACE_MS
    ) {
      if (!webhook.secrets.some(isSignedWith)) violate("I4", `${name(sent)} is not signed with a secret in force`);
      return;
    }
    if (!newest.filter((secret) => isInForce(secret, CHANGE_GRACE_MS)).every(isSignedWith)) {
      violate("I4", `${name(sent)} is not signed with every secret in force`);
    }
    if (signatures.length > mayCount) {
      violate("I4", `${name(sent)} has ${signatures.length} signatures, and ${mayCount} secrets are in force`);
    }
  }

  function checkBytes(sent: Sent, webhook: LedgerWebhook): void {
    const event = ledger.events.get(sent.delivery.eventId);
    if (event === undefined) {
      violate("I4", `${name(sent)} carries an event that nobody published`);
      return;
    }
    const created = `${new Date(event.createdMs).toISOString().slice(0, 19)}Z`;
    const head = `{"id":"${event.id}","type":"${event.type}","created":"${created}","data":`;
    const expected = Buffer.concat([
      Buffer.from(head),
      event.data,
      Buffer.from(`,"version":"${webhook.record.version}"}`),
    ]);
    if (!expected.equals(sent.request.body)) {
      violate("I4", `${name(sent)} carries ${Buffer.from(sent.request.body)} instead of ${expected}`);
    }
    checkSignatures(sent, webhook);
  }

  /** Nothing is begun for a webhook that is disabled or deleted, and nothing while it is paused. */
  function checkWanted(sent: Sent, { record, deleted, changedMs, pausedSinceMs }: LedgerWebhook): void {
    const { takenMs } = sent;
    if (takenMs === null) return;
    const isOff = deleted || record.status !== "enabled";
    const sinceMs = Math.max(changedMs, sent.owner.stalledUntilMs);
    if (isOff && takenMs > sinceMs + CHANGE_GRACE_MS) {
      violate(
        "I4",
        `${name(sent)} was begun ${takenMs - changedMs} ms after its webhook was ${deleted ? "deleted" : record.status}`,
      );
    }
    if (pausedSinceMs === null || record.pausedUntilMs === null || takenMs <= pausedSinceMs + ROUNDING_MS) return;
    const leftMs = record.pausedUntilMs - (clock.nowMs() - (scheduler.nowMs - takenMs));
    if (leftMs > ROUNDING_MS) violate("I12", `${name(sent)} was begun ${leftMs} ms before its webhook's pause is over`);
  }

  /** Whether it is on disk that this very attempt is under way. */
  function checkBegun({ delivery, number, ...sent }: Sent): void {
    if (delivery.openId !== null && delivery.attemptCount === number) return;
    const stands = `${delivery.state}, ${delivery.attemptCount} attempts, ${delivery.openId === null ? "none" : "one"} open`;
    violate("I15", `${name({ delivery, number, ...sent })} was sent and is not on disk: ${stands}`);
  }

  /** FIFO: nothing before it may be undecided. What was asked for again after its end comes when it comes. */
  function checkOrder({ delivery, ...sent }: Sent, { record, deliveries, changedMs }: LedgerWebhook): void {
    if (record.ordering !== "fifo" || !delivery.inLine) return;
    // What was in flight when it became FIFO may end in any order.
    if (sent.takenMs === null ? isLately(changedMs) : sent.takenMs < changedMs + CHANGE_GRACE_MS) return;
    const earlier = deliveries.find((other) => other === delivery || isOwed(other));
    if (earlier === delivery || earlier === undefined) return;
    violate("I8", `${name({ delivery, ...sent })} overtakes ${earlier.id}, which is pending`);
  }

  return (sent) => {
    const webhook = ledger.webhook(sent.delivery.webhookId);
    checkBegun(sent);
    checkBytes(sent, webhook);
    checkCaps(sent, webhook);
    checkOrder(sent, webhook);
    checkWanted(sent, webhook);
    checkBreaker(sent, webhook);
  };
}

function isOwed({ state, inLine }: LedgerDelivery): boolean {
  return state === "pending" && inLine;
}

function name({ delivery, number }: Pick<Sent, "delivery" | "number">): string {
  return `attempt ${number} of ${delivery.id}`;
}
