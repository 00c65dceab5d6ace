import type { ReactElement } from "react";
import { PageHeader } from "../../components/page-header.tsx";
import { deliveryRoute } from "./route.ts";

export function DeliveryScreen(): ReactElement {
  const { deliveryId } = deliveryRoute.useParams();
  return <PageHeader title="Delivery" description={deliveryId} />;
}
