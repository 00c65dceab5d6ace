import type { ReactElement } from "react";
import { PageHeader } from "../../components/page-header.tsx";

export function SimulatorScreen(): ReactElement {
  return <PageHeader title="Simulator" description="Receivers and traffic to try things with." />;
}
