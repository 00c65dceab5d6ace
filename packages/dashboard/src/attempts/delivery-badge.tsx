import type { Delivery } from "@callcall/webhooks/client";
import type { ReactElement } from "react";
import { StatusBadge, ToneBadge } from "../components/status-badge.tsx";

type Shown = Pick<Delivery, "status" | "in_flight" | "last_outcome">;

/** How a delivery stands. One that failed and will be tried again is more than pending. */
export function DeliveryBadge({ status, in_flight, last_outcome }: Shown): ReactElement {
  if (in_flight) return <StatusBadge status="in_flight" />;
  if (status === "pending" && last_outcome !== null) return <ToneBadge tone="warn">Retrying</ToneBadge>;
  return <StatusBadge status={status} />;
}
