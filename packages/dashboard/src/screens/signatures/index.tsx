import type { ReactElement } from "react";
import { PageHeader } from "../../components/page-header.tsx";

export function SignaturesScreen(): ReactElement {
  return <PageHeader title="Signatures" description="Why does a signature not verify?" />;
}
