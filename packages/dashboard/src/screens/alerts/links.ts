import type { Alert } from "@callcall/webhooks/client";
import type { RouterLink } from "../../attempts/links.ts";

export function alertLink(alertId: string): RouterLink {
  return { to: `/alerts/${encodeURIComponent(alertId)}` };
}

export function ruleLink(ruleId: string): RouterLink {
  return { to: `/alerts/rules/${encodeURIComponent(ruleId)}` };
}

/** Where the endpoint's trouble can be seen: what failed, what waits, or what was sent last. */
export function deliveriesLink({ webhook_id: webhook, kind }: Alert): RouterLink {
  const status = STATUSES[kind];
  return { to: "/deliveries", search: { webhook, ...(status === undefined ? {} : { status }) } };
}

export function deliveriesLabel({ kind }: Alert): string {
  const status = STATUSES[kind];
  if (status === undefined) return "Recent deliveries";
  return status === "failed" ? "Failed deliveries" : "Waiting deliveries";
}

const STATUSES: { readonly [Kind in Alert["kind"]]?: "failed" | "pending" } = {
  delivery_exhausted: "failed",
  webhook_disabled: "failed",
  backlog_age: "pending",
};
