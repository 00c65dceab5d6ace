import type { Alert } from "@callcall/webhooks/client";
import type { RouterLink } from "../../attempts/links.ts";

export function alertLink(alertId: string): RouterLink {
  return { to: `/alerts/${encodeURIComponent(alertId)}` };
}

export function ruleLink(ruleId: string): RouterLink {
  return { to: `/alerts/rules/${encodeURIComponent(ruleId)}` };
}

/** The deliveries of the endpoint that have not arrived. Those of a failing rate may still be tried again. */
export function failingLink({ webhook_id: webhook, kind }: Alert): RouterLink {
  const status = kind === "delivery_exhausted" ? "failed" : "pending";
  return { to: "/deliveries", search: { webhook, status } };
}
