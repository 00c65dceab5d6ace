import type { Delivery, DeliveryDetail, Outcome, Webhook } from "@callcall/contract";
import type { Api } from "@callcall/e2e/support/api";

/** What the API shows of attempts that failed through nobody's fault but ours. */
export interface OwnFaults {
  readonly count: number;
  readonly faults: readonly string[];
}

/** None of them may be charged, and no webhook disabled. Reads every delivery that took more than one attempt. */
export async function ownFaults(api: Api): Promise<OwnFaults> {
  const faults: string[] = [];
  let count = 0;
  for (const { id, attempt_count } of await api.all<Delivery>("/deliveries")) {
    if (attempt_count < 2) continue;
    const { attempts } = await api.call<DeliveryDetail>("GET", `/deliveries/${id}`);
    for (const { attempt, outcome, charged } of attempts) {
      if (outcome === "delivered") continue;
      if (outcome === "local_fault") count += 1;
      else faults.push(`attempt ${attempt} of ${id} came to ${outcome} instead of local_fault`);
      if (charged) faults.push(`attempt ${attempt} of ${id} (${outcome}) was charged`);
    }
  }
  for (const { id, status } of await api.all<Webhook>("/webhooks")) {
    if (status !== "enabled") faults.push(`${id} is ${status}`);
  }
  if (count === 0) faults.push("no attempt met the fault: the campaign has tried nothing");
  return { count, faults };
}

/** How many pending deliveries last came to this, of the newest 250. */
export async function pendingWith(api: Api, outcome: Outcome): Promise<number> {
  const { data } = await api.call<{ data: readonly Delivery[] }>("GET", "/deliveries?status=pending&limit=250");
  return data.filter(({ last_outcome }) => last_outcome === outcome).length;
}
