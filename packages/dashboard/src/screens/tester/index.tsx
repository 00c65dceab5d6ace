import type { ReactElement } from "react";
import { PageHeader } from "../../components/page-header.tsx";

export function TesterScreen(): ReactElement {
  return <PageHeader title="Tester" description="Send a sample and see the answer." />;
}
