import type { ReactElement } from "react";
import { useApiQuery } from "../../api/use-api.ts";
import { DeliveryPanel } from "../../attempts/delivery-panel.tsx";
import { TextLink } from "../../attempts/link-button.tsx";
import { eventLink } from "../../attempts/links.ts";
import { Id } from "../../components/id.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { deliveryRoute } from "./route.ts";

/** A delivery on a page of its own. */
export function DeliveryScreen(): ReactElement {
  const { deliveryId } = deliveryRoute.useParams();
  const { attempt } = deliveryRoute.useSearch();
  const { data } = useApiQuery("deliveries.get", { params: { id: deliveryId } });
  return (
    <>
      <PageHeader
        title="Delivery"
        back={<TextLink link={{ to: "/deliveries" }}>← Deliveries</TextLink>}
        description={
          <>
            <Id id={deliveryId} whole />
            {data !== undefined && (
              <>
                {" of "}
                <TextLink link={eventLink(data.event_id)}>
                  {data.event_type} ({data.event_id})
                </TextLink>
              </>
            )}
          </>
        }
      />
      <DeliveryPanel key={deliveryId} deliveryId={deliveryId} {...(attempt === undefined ? {} : { attempt })} />
    </>
  );
}
