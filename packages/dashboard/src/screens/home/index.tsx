import type { ReactElement } from "react";
import { PageHeader } from "../../components/page-header.tsx";

export function HomeScreen(): ReactElement {
  return <PageHeader title="Home" description="Health at a glance." />;
}
