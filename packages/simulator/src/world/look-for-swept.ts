import type { Store } from "@callcall/store";
import type { Ledger } from "./ledger.ts";
import type { LedgerDelivery, LedgerEvent } from "./ledger-entries.ts";
import type { Machine } from "./machine.ts";

/** A step of retention was carried out: see what is gone, and whether it might be. */
export async function lookForSwept(store: Store, ledger: Ledger, { violate }: Pick<Machine, "violate">): Promise<void> {
  for (const event of [...ledger.events.values()]) {
    const stored = await store.event(event.accountId, event.id);
    if (stored === undefined) {
      if (ledger.maySweep(event)) ledger.forget(event);
      else violate("I13", `${event.id} is removed though ${whyNot(ledger, event)}`);
    } else if (stored.data === null && !event.bare) {
      event.bare = true;
      const owed = deliveriesOf(ledger, event).find(({ state, openId }) => state !== "succeeded" || openId !== null);
      if (owed !== undefined)
        violate("I13", `the payload of ${event.id} is removed though ${owed.id} is ${owed.state}`);
    }
  }
}

function whyNot(ledger: Ledger, event: LedgerEvent): string {
  const owed = deliveriesOf(ledger, event).find(({ state, openId }) => state === "pending" || openId !== null);
  return owed === undefined ? "its time is not over" : `${owed.id} is ${owed.state}`;
}

function deliveriesOf(ledger: Ledger, { deliveries }: LedgerEvent): readonly LedgerDelivery[] {
  return deliveries.flatMap((id) => ledger.deliveries.get(id) ?? []);
}
