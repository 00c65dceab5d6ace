/** What must be true of a request the moment it leaves. */
import { createHmac } from "node:crypto";
import { secretContext } from "@callcall/engine";
import type { LedgerDelivery, LedgerWebhook } from "../world/ledger.ts";
import type { Machine } from "../world/machine.ts";
import type { Network, Sent } from "../world/network.ts";
import { openVault } from "../world/process.ts";

/** A rotation is on disk before the engine has heard of it: so long a secret may sign beyond its end. */
const ROTATION_GRACE_MS = 5_000;

export function createSendChecks(machine: Machine, network: () => Network): (sent: Sent) => void {
  const { ledger, plan } = machine;
  const vault = openVault();
  const opened = new Map<string, string>();

  function secretsOf({ record, secrets }: LedgerWebhook, wallMs: number): readonly string[] {
    return secrets
      .filter(({ expiresMs }) => expiresMs === null || expiresMs > wallMs - ROTATION_GRACE_MS)
      .map(({ record: secret }) => {
        let text = opened.get(secret.id);
        if (text === undefined) {
          text = vault.open(secret.sealed, secretContext(record.accountId, record.id));
          opened.set(secret.id, text);
        }
        return text;
      });
  }

  function checkBytes(sent: Sent, webhook: LedgerWebhook): void {
    const event = ledger.events.get(sent.delivery.eventId);
    if (event === undefined) {
      machine.violate("I4", `${name(sent)} carries an event that nobody published`);
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
      machine.violate("I4", `${name(sent)} carries ${Buffer.from(sent.request.body)} instead of ${expected}`);
    }
    const header = (wanted: string) => sent.request.headers.find(([key]) => key === wanted)?.[1] ?? "";
    const timestamp = header("x-callcall-timestamp");
    const signatures = header("x-callcall-signature").split(",").slice(1);
    const signed = secretsOf(webhook, sent.wallMs).some((secret) =>
      signatures.includes(
        `v1=${createHmac("sha256", secret).update(`${timestamp}.`).update(sent.request.body).digest("hex")}`,
      ),
    );
    if (!signed) machine.violate("I4", `${name(sent)} is not signed with a secret in force`);
  }

  /** Whether it is on disk that this very attempt is under way. */
  function checkBegun({ delivery, number, ...sent }: Sent): void {
    if (delivery.openId !== null && delivery.attemptCount === number) return;
    const stands = `${delivery.state}, ${delivery.attemptCount} attempts, ${delivery.openId === null ? "none" : "one"} open`;
    machine.violate("I15", `${name({ delivery, number, ...sent })} was sent and is not on disk: ${stands}`);
  }

  function checkCaps(sent: Sent, webhook: LedgerWebhook): void {
    const open = network().openOf(sent.owner);
    const { inFlightPerNode, inFlightPerWebhook } = plan.node;
    if (open.length > inFlightPerNode) {
      machine.violate("I9", `${open.length} requests are in flight, at most ${inFlightPerNode} may be`);
    }
    const cap = webhook.record.ordering === "fifo" ? 1 : inFlightPerWebhook;
    const mine = open.filter(({ delivery }) => delivery.webhookId === sent.delivery.webhookId).length;
    if (mine > cap) machine.violate("I9", `${mine} requests are in flight to one webhook, at most ${cap} may be`);
  }

  /** FIFO: nothing before it may be undecided. What was asked for again by hand comes when it comes. */
  function checkOrder({ delivery, ...sent }: Sent, { record, deliveries }: LedgerWebhook): void {
    if (record.ordering !== "fifo" || delivery.grants.length > 0) return;
    const earlier = deliveries.find((other) => other === delivery || isOwed(other));
    if (earlier === delivery || earlier === undefined) return;
    machine.violate("I8", `${name({ delivery, ...sent })} overtakes ${earlier.id}, which is pending`);
  }

  return (sent) => {
    const webhook = ledger.webhook(sent.delivery.webhookId);
    checkBegun(sent);
    checkBytes(sent, webhook);
    checkCaps(sent, webhook);
    checkOrder(sent, webhook);
  };
}

function isOwed({ state, grants }: LedgerDelivery): boolean {
  return state === "pending" && grants.length === 0;
}

function name({ delivery, number }: Pick<Sent, "delivery" | "number">): string {
  return `attempt ${number} of ${delivery.id}`;
}
