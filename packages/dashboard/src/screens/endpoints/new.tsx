import type { ReactElement } from "react";
import { PageHeader } from "../../components/page-header.tsx";

export function NewEndpointScreen(): ReactElement {
  return <PageHeader title="Add an endpoint" description="Where events are sent, and which." />;
}
