import type { ReplayJobRecord, ReplaySelection } from "@callcall/store";
import type { LedgerDelivery } from "./ledger.ts";

/** A replay of a window of events. */
export interface LedgerJob {
  readonly webhookId: string;
  readonly selection: ReplaySelection;
  running: boolean;
  /** What it has made due. */
  readonly events: Set<string>;
}

export function jobOf({ webhookId, selection }: ReplayJobRecord): LedgerJob {
  return { webhookId, selection, running: true, events: new Set() };
}

/** As the job has chosen it, and not under way. */
export function isWanted(selection: ReplaySelection, earlier: LedgerDelivery | undefined): boolean {
  if (earlier === undefined) return selection !== "failed";
  if (selection === "missing" || earlier.openId !== null) return false;
  return selection === "failed" ? earlier.state === "failed" : earlier.state !== "pending";
}
