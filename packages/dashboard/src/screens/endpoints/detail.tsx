import type { ReactElement } from "react";
import { PageHeader } from "../../components/page-header.tsx";
import { endpointRoute } from "./route.ts";

export function EndpointScreen(): ReactElement {
  const { webhookId } = endpointRoute.useParams();
  return <PageHeader title="Endpoint" description={webhookId} />;
}
