import type { ReactElement } from "react";
import { PageHeader } from "../../components/page-header.tsx";

export function AlertsScreen(): ReactElement {
  return <PageHeader title="Alerts" description="What fired, and the rules." />;
}
