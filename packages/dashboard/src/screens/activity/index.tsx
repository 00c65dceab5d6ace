import type { ReactElement } from "react";
import { PageHeader } from "../../components/page-header.tsx";

export function ActivityScreen(): ReactElement {
  return <PageHeader title="Activity" description="Who did what, and when." />;
}
