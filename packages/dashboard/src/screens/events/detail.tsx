import type { ReactElement } from "react";
import { PageHeader } from "../../components/page-header.tsx";
import { eventRoute } from "./route.ts";

export function EventScreen(): ReactElement {
  const { eventId } = eventRoute.useParams();
  return <PageHeader title="Event" description={eventId} />;
}
