import type { ReactElement } from "react";
import { PageHeader } from "../../components/page-header.tsx";

export function SettingsScreen(): ReactElement {
  return <PageHeader title="Settings" description="Appearance, account, server." />;
}
