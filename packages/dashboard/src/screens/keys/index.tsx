import type { ReactElement } from "react";
import { PageHeader } from "../../components/page-header.tsx";

export function KeysScreen(): ReactElement {
  return <PageHeader title="API keys" description="Make and revoke keys." />;
}
