import { type Alert, Problem } from "@callcall/contract";
import type { AlertRecord, ReadStore } from "@callcall/store";
import { heldAfterHand } from "../../domain/alerts/built-in.ts";
import type { Audit } from "../audit.ts";
import { listing } from "../listing.ts";
import type { AlertService, Caller } from "../port.ts";
import type { AlertDesk } from "./desk.ts";
import { alertView } from "./views.ts";

export interface AlertPorts {
  readonly store: ReadStore;
  readonly desk: AlertDesk;
  readonly audit: Audit;
}

/** The newest of an alert: ten days of reminders through five channels. */
const NOTIFICATIONS_SHOWN = 50;

export function createAlertService({ store, desk, audit }: AlertPorts): AlertService {
  async function find(caller: Caller, alertId: string): Promise<AlertRecord> {
    const alert = await store.alert(caller.accountId, alertId);
    if (alert === undefined) throw new Problem("not_found", "There is no such alert");
    return alert;
  }

  async function view(alert: AlertRecord): Promise<Alert> {
    return alertView(alert, await store.alertNotifications(alert.accountId, alert.id, NOTIFICATIONS_SHOWN));
  }

  return {
    list: (caller, filter, page) =>
      listing(
        page,
        (wanted) => store.alerts(caller.accountId, filter, wanted),
        ({ openedMs, id }) => ({ ms: openedMs, id }),
        (rows) => Promise.all(rows.map(view)),
      ),

    get: async (caller, alertId) => view(await find(caller, alertId)),

    async resolve(caller, alertId) {
      const alert = await find(caller, alertId);
      const held = heldAfterHand(alert.kind as Alert["kind"]);
      const resolved = await desk.resolve(alert, caller.keyId, held, audit(caller, "alert.resolve", alertId));
      if (!resolved) throw new Problem("conflict", "Cannot resolve this alert: it is resolved already");
      return view(await find(caller, alertId));
    },
  };
}
