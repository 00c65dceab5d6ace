import type { ReactElement } from "react";
import { PageHeader } from "../../components/page-header.tsx";

export function EventsScreen(): ReactElement {
  return <PageHeader title="Events" description="What happened, and where it went." />;
}
