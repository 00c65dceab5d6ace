import type { ReactElement } from "react";
import { PageHeader } from "../../components/page-header.tsx";

export function EventTypesScreen(): ReactElement {
  return <PageHeader title="Event types" description="Schemas, examples and types." />;
}
