import type { Delivery, DeliveryDetail, Outcome, Webhook } from "@callcall/contract";
import type { Api } from "@callcall/e2e/support/api";

/** What the API shows of attempts that failed through nobody's fault but ours. */
export interface OwnFaults {
  readonly count: number;
  /** Charged all the same, since it was not yet known for an outage. */
  readonly early: number;
  readonly faults: readonly string[];
}

/** What may be charged at the beginning of an outage, until it has looked so for a second. */
export interface Beginning {
  readonly outcome: Outcome;
  /** Events that were published before it was known. */
  readonly eventIds: ReadonlySet<string>;
}

/** A place or two of the schedule, as docs/delivery.md says. */
const MOST_EARLY = 2;

/** None of them may be charged, and no webhook disabled. Reads every delivery that took more than one attempt. */
export async function ownFaults(api: Api, beginning?: Beginning): Promise<OwnFaults> {
  const faults: string[] = [];
  let [count, early] = [0, 0];
  for (const { id, event_id, attempt_count } of await api.all<Delivery>("/deliveries")) {
    if (attempt_count < 2) continue;
    const mayBeEarly = beginning?.eventIds.has(event_id) === true;
    let earlyHere = 0;
    const { attempts } = await api.call<DeliveryDetail>("GET", `/deliveries/${id}`);
    for (const { attempt, outcome, charged } of attempts) {
      if (outcome === "delivered") continue;
      if (mayBeEarly && outcome === beginning?.outcome) {
        earlyHere += 1;
        continue;
      }
      if (outcome === "local_fault") count += 1;
      else faults.push(`attempt ${attempt} of ${id} came to ${outcome} instead of local_fault`);
      if (charged) faults.push(`attempt ${attempt} of ${id} (${outcome}) was charged`);
    }
    if (earlyHere > MOST_EARLY) faults.push(`${earlyHere} attempts of ${id} were charged before it was an outage`);
    early += earlyHere;
  }
  for (const { id, status } of await api.all<Webhook>("/webhooks")) {
    if (status !== "enabled") faults.push(`${id} is ${status}`);
  }
  if (count === 0) faults.push("no attempt met the fault: the campaign has tried nothing");
  return { count, early, faults };
}

/** How many pending deliveries last came to this, of the newest 250. */
export async function pendingWith(api: Api, outcome: Outcome): Promise<number> {
  const { data } = await api.call<{ data: readonly Delivery[] }>("GET", "/deliveries?status=pending&limit=250");
  return data.filter(({ last_outcome }) => last_outcome === outcome).length;
}
