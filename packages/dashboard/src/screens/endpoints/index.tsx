import type { ReactElement } from "react";
import { PageHeader } from "../../components/page-header.tsx";

export function EndpointsScreen(): ReactElement {
  return <PageHeader title="Endpoints" description="Who receives what." />;
}
