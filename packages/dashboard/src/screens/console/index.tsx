import type { ReactElement } from "react";
import { PageHeader } from "../../components/page-header.tsx";

export function ConsoleScreen(): ReactElement {
  return <PageHeader title="Console" description="Everything, as it happens." />;
}
