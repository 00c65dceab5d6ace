import { EXPLANATION_VERDICTS, type Explanation, type Explanations, LIMITS, Problem } from "@callcall/contract";
import type { AuditRecord, DeliveryRecord, ReadStore, WebhookRecord } from "@callcall/store";
import type { Dispatcher } from "../dispatch/dispatcher.ts";
import { Budget } from "../domain/budget.ts";
import { explainEvent, type MatchedSettings, type PastChange } from "../domain/explain-event.ts";
import { Payload } from "../domain/payload.ts";
import type { Directory } from "./directory.ts";
import type { Caller } from "./port.ts";
import { deliveryView } from "./views.ts";

/** Changes of one webhook that are taken back; beyond, what is so now must do. */
const CHANGES_MAX = 50;
/** An event has one delivery for each webhook that was there, removed ones too. */
const DELIVERIES_MAX = 2 * LIMITS.webhooks_per_account;

interface Candidate {
  readonly webhook: WebhookRecord;
  readonly removed: boolean;
  readonly delivery: DeliveryRecord | null;
}

export interface ExplainPorts {
  readonly store: ReadStore;
  readonly directory: Directory;
  readonly dispatcher: Pick<Dispatcher, "breaker">;
  /** Waits before retries in seconds, where a webhook has none of its own. */
  readonly serverSchedule: readonly number[];
}

/** For every webhook of the account, and every removed one that was owed the event: why it did or did not get it. */
export async function explain(
  { accountId }: Caller,
  eventId: string,
  { store, directory, dispatcher, serverSchedule }: ExplainPorts,
): Promise<Explanations> {
  const event = await store.event(accountId, eventId);
  if (event === undefined) throw new Problem("not_found", "There is no such event");
  const payload = event.data === null ? null : new Payload(event.data);
  const budget = new Budget();
  const data: Explanation[] = [];
  for (const { webhook, removed, delivery } of await candidates(accountId, eventId, store, directory)) {
    const isUntouched = delivery !== null || removed || webhook.updatedMs <= event.createdMs;
    const changes = isUntouched ? [] : await changesSince(webhook, event.createdMs, store);
    const nextProbeMs = dispatcher.breaker(webhook.id)?.nextProbeMs ?? null;
    data.push({
      webhook_id: webhook.id,
      url: webhook.url,
      description: webhook.description,
      webhook_status: removed ? "removed" : webhook.status,
      ...explainEvent({ event, payload, webhook, removed, delivery, changes, budget, nextProbeMs, serverSchedule }),
      delivery: delivery === null ? null : deliveryView(delivery),
    });
  }
  const rank = ({ verdict }: Explanation): number => EXPLANATION_VERDICTS.indexOf(verdict);
  return { event_id: eventId, data: data.sort((a, b) => rank(a) - rank(b)) };
}

async function candidates(
  accountId: string,
  eventId: string,
  store: ReadStore,
  directory: Directory,
): Promise<readonly Candidate[]> {
  const { webhooks } = await directory.account(accountId);
  const { rows } = await store.deliveries(accountId, { eventId }, { limit: DELIVERIES_MAX, after: null });
  const deliveries = new Map(rows.map((delivery) => [delivery.webhookId, delivery]));
  const found: Candidate[] = [...webhooks.values()].map((webhook) => ({
    webhook,
    removed: false,
    delivery: deliveries.get(webhook.id) ?? null,
  }));
  for (const [webhookId, delivery] of deliveries) {
    if (webhooks.has(webhookId)) continue;
    const webhook = await store.deletedWebhook(accountId, webhookId);
    if (webhook !== undefined) found.push({ webhook, removed: true, delivery });
  }
  return found;
}

const SETTING_ACTIONS: ReadonlySet<string> = new Set(["webhook.update", "webhook.enable", "webhook.disable"]);

async function changesSince(
  { accountId, id }: WebhookRecord,
  sinceMs: number,
  store: ReadStore,
): Promise<readonly PastChange[] | null> {
  const page = { limit: CHANGES_MAX + 1, after: null, examine: CHANGES_MAX + 1 };
  const { rows: records } = await store.audit(accountId, { target: id, sinceMs: sinceMs + 1 }, page);
  if (records.length > CHANGES_MAX) return null;
  return records
    .filter(({ action }) => SETTING_ACTIONS.has(action))
    .map((record) => ({ atMs: record.atMs, before: settingsBefore(record) }));
}

interface LoggedChange {
  readonly field: string;
  readonly before: unknown;
}

/** What the log says was set before. Null where it does not say, or says only the beginning of it. */
function settingsBefore({ action, changes }: AuditRecord): PastChange["before"] {
  if (changes === null) return BEFORE_ACTION[action] ?? null;
  const before: { -readonly [Name in keyof MatchedSettings]?: MatchedSettings[Name] } = {};
  for (const change of JSON.parse(changes) as readonly LoggedChange[]) {
    const value = change.before;
    switch (change.field) {
      case "events":
        if (!Array.isArray(value)) return null;
        before.events = value.map(String);
        break;
      case "filter":
        if (typeof value !== "string" && value !== null) return null;
        if (value !== null && CUT.test(value)) return null;
        before.filter = value;
        break;
      case "status":
        if (value !== "enabled" && value !== "disabled") return null;
        before.status = value;
        break;
      case UNTOLD:
        return null;
      default:
    }
  }
  return before;
}

/** What an entry without details says all the same. */
const BEFORE_ACTION: Readonly<Record<string, PastChange["before"]>> = {
  "webhook.enable": { status: "disabled" },
  "webhook.disable": { status: "enabled" },
};

/** How the log ends a value that is too long for it, and the field under which it tells of fields left out. */
const CUT = /… \(\d+ characters\)$/;
const UNTOLD = "…";
