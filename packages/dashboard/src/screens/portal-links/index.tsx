import { Button, Code } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAppWindow, IconPlus } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useApiList, useApiQuery } from "../../api/use-api.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { MoreButton } from "../../components/more-button.tsx";
import { Notice } from "../../components/notice.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { TableSkeleton } from "../../components/table-skeleton.tsx";
import { CreateLink } from "./create-link.tsx";
import { LinkTable } from "./link-table.tsx";

export function PortalLinksScreen(): ReactElement {
  const [making, { open, close }] = useDisclosure(false);
  const list = useApiList("portal.list", { query: { limit: 50 } });
  const { data: server } = useApiQuery("server.get", {});
  const nowhere = server?.public_url === null;
  const { query, rows } = list;
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={open} disabled={nowhere}>
      Make a link
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Portal links"
        description="Show a customer their own webhooks, in your colours and inside of your own pages, without giving them a key."
        actions={rows.length > 0 && add}
      />
      {nowhere && (
        <Notice tone="warn" title="This server does not know its own address">
          Start it with <Code>--public-url https://…</Code> (or <Code>CALLCALL_PUBLIC_URL</Code>): links are made with
          it.
        </Notice>
      )}
      {query.isPending && <TableSkeleton label="Loading portal links" rows={3} />}
      {query.error !== null && rows.length === 0 && (
        <ErrorState problem={query.error} onRetry={() => void query.refetch()} />
      )}
      {rows.length > 0 && <LinkTable links={rows} />}
      {query.data !== undefined && rows.length === 0 && (
        <EmptyState
          icon={IconAppWindow}
          title="No link is in force"
          description="A link opens this dashboard for one account, for as long as you say. With an origin of yours it can be shown in an iframe there."
          action={add}
        />
      )}
      <MoreButton list={list} />
      <CreateLink opened={making} onClose={close} />
    </>
  );
}
