import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { TextLink } from "../../attempts/link-button.tsx";
import { useBrandTitle } from "../../session/brand.ts";
import { EventPane } from "./event-pane.tsx";
import { eventRoute } from "./route.ts";

/** An event on a page of its own: for narrow windows, and to be sent to somebody. */
export function EventScreen(): ReactElement {
  const { eventId } = eventRoute.useParams();
  const { tab } = eventRoute.useSearch();
  const navigate = useNavigate();
  const brand = useBrandTitle();
  return (
    <>
      <title>{`${eventId} · ${brand}`}</title>
      <TextLink link={{ to: "/events" }} size="sm" display="inline-block" mb="xs">
        ← Events
      </TextLink>
      <EventPane
        key={eventId}
        eventId={eventId}
        tab={tab}
        onTab={(picked) =>
          void navigate({ to: "/events/$eventId", params: { eventId }, search: { tab: picked }, replace: true })
        }
      />
    </>
  );
}
