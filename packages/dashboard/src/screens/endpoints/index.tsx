import { Button, Group } from "@mantine/core";
import { IconPlus, IconRoute, IconSearchOff } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactElement, useMemo, useState } from "react";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { count } from "../../components/format.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { useMay } from "../../session/session.ts";
import { ListFilters } from "./list/list-filters.tsx";
import { ListSkeleton } from "./list/list-skeleton.tsx";
import { RowList } from "./list/row-list.tsx";
import { type EndpointsSearch, found, healthCounts, rowsOf } from "./model/list.ts";
import { useEndpointStats, useEndpoints } from "./model/use-endpoints.ts";
import { useLiveEndpoints } from "./model/use-live.ts";
import { endpointsRoute } from "./route.ts";
import { TestDrawer } from "./test/test-drawer.tsx";

export function EndpointsScreen(): ReactElement {
  const search = endpointsRoute.useSearch();
  const navigate = useNavigate({ from: endpointsRoute.fullPath });
  const mayWrite = useMay("webhooks:write");
  const webhooks = useEndpoints();
  const stats = useEndpointStats(useMay("events:read"));
  useLiveEndpoints();
  const [tested, setTested] = useState<string | null>(null);
  const { isPending, error, refetch, dataUpdatedAt: readAt } = webhooks.query;
  // A pause that ends while somebody looks shows with the next answer.
  const rows = useMemo(() => rowsOf(webhooks.rows, stats.rows, readAt), [webhooks.rows, readAt, stats.rows]);
  const shown = useMemo(() => found(rows, search), [rows, search]);
  const change = (next: EndpointsSearch): void => void navigate({ search: next, replace: true });

  return (
    <>
      <PageHeader
        title="Endpoints"
        description="Who receives what, and how well it goes."
        actions={mayWrite && rows.length > 0 && <AddButton />}
      />
      {isPending && <ListSkeleton />}
      {error !== null && rows.length === 0 && <ErrorState problem={error} onRetry={() => void refetch()} />}
      {webhooks.complete && rows.length === 0 && <NoEndpoints mayWrite={mayWrite} />}
      {rows.length > 0 && (
        <>
          <ListFilters search={search} counts={healthCounts(rows)} total={rows.length} onChange={change} />
          {shown.length === 0 ? (
            <EmptyState
              icon={IconSearchOff}
              title="No endpoint is like that"
              description={`None of the ${count(rows.length)} fits the search and all the filters.`}
              action={
                <Button variant="default" onClick={() => change({})}>
                  Clear the filters
                </Button>
              }
            />
          ) : (
            <RowList
              rows={shown}
              total={rows.length}
              complete={webhooks.complete}
              statsPending={stats.query.isLoading}
              onTest={setTested}
            />
          )}
        </>
      )}
      <TestDrawer webhookId={tested} onClose={() => setTested(null)} />
    </>
  );
}

function AddButton(): ReactElement {
  return (
    <Button component={Link} to="/endpoints/new" leftSection={<IconPlus size={16} />}>
      Add endpoint
    </Button>
  );
}

function NoEndpoints({ mayWrite }: { readonly mayWrite: boolean }): ReactElement {
  return (
    <EmptyState
      icon={IconRoute}
      title="No endpoints yet"
      description={
        mayWrite
          ? "An endpoint is an address of yours that events are sent to, signed. Add one and send it a test; no server at hand? The simulator has receivers to try things with."
          : "An endpoint is an address that events are sent to. This session may only read; somebody with the scope webhooks:write can add one."
      }
      action={
        mayWrite && (
          <Group gap="xs" justify="center">
            <AddButton />
            <Button component={Link} to="/simulator" variant="default">
              Make a test receiver
            </Button>
          </Group>
        )
      }
    />
  );
}
