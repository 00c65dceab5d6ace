import { Button, Switch } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useApiList } from "../../api/use-api.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { MoreButton } from "../../components/more-button.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { TableSkeleton } from "../../components/table-skeleton.tsx";
import { useNow } from "../../components/use-now.ts";
import { useMay } from "../../session/session.ts";
import { CreateKey } from "./create-key.tsx";
import { KeyTable } from "./key-table.tsx";
import { keysRoute } from "./route.ts";
import { standingOf, stands } from "./standing.ts";

export function KeysScreen(): ReactElement {
  const { all = false } = keysRoute.useSearch();
  const navigate = useNavigate({ from: keysRoute.fullPath });
  const [making, { open, close }] = useDisclosure(false);
  const mayWrite = useMay("keys:write");
  const list = useApiList("keys.list", { query: { limit: 100 } });
  const now = useNow();
  const { query, rows } = list;
  const shown = all ? rows : rows.filter((key) => stands(standingOf(key, now)));
  const over = rows.length - rows.filter((key) => stands(standingOf(key, now))).length;
  const add = mayWrite && (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      Make a key
    </Button>
  );

  return (
    <>
      <PageHeader
        title="API keys"
        description="What programs sign their requests with. Give each service one of its own, with no more than it needs."
        actions={rows.length > 0 && add}
      />
      {query.isPending && <TableSkeleton label="Loading API keys" />}
      {query.error !== null && rows.length === 0 && (
        <ErrorState problem={query.error} onRetry={() => void query.refetch()} />
      )}
      {rows.length > 0 && (over > 0 || all) && (
        <Switch
          mb="md"
          label={`Show revoked and expired keys (${over})`}
          checked={all}
          onChange={(event) =>
            void navigate({ search: event.currentTarget.checked ? { all: true } : {}, replace: true })
          }
        />
      )}
      {shown.length > 0 && <KeyTable keys={shown} />}
      {query.data !== undefined && shown.length === 0 && (
        <EmptyState
          icon={IconKey}
          title={over > 0 ? "No key is in force" : "No keys yet"}
          description={
            mayWrite
              ? "A service needs one to publish events. It is shown once, when it is made."
              : "This session may not make one: that needs the scope keys:write."
          }
          action={add}
        />
      )}
      <MoreButton list={list} />
      <CreateKey opened={making} onClose={close} />
    </>
  );
}
