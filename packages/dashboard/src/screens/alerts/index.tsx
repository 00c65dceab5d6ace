import { Button, Group, Select, Skeleton, Stack, Title } from "@mantine/core";
import { IconBellCheck, IconBellOff, IconPlus } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useApiList, useApiQuery } from "../../api/use-api.ts";
import { LinkButton } from "../../attempts/link-button.tsx";
import { CursorList } from "../../components/cursor-list.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useMay } from "../../session/session.ts";
import classes from "./alerts.module.css";
import { AlertsTabs } from "./alerts-tabs.tsx";
import { KIND_LOOKS } from "./kinds.ts";
import { OpenAlert } from "./open-alert.tsx";
import { PastAlert } from "./past-alert.tsx";
import { alertsRoute } from "./route.ts";
import type { AlertsSearch } from "./search.ts";
import { useLiveAlerts } from "./use-live-alerts.ts";

const OPEN_SHOWN = 50;
/** What is found without anybody opening or resolving: a count that goes on, a notification that fails. */
const REFRESH_MS = 30_000;
const SEVERITIES = ["bad", "warn", "calm", "busy", "ok"];

/** What is wrong now, and what was. */
export function AlertsScreen(): ReactElement {
  useLiveAlerts();
  const mayWrite = useMay("alerts:write");
  return (
    <>
      <PageHeader
        title="Alerts"
        description="What is wrong now, and what was."
        actions={
          mayWrite && (
            <LinkButton link={{ to: "/alerts/rules/new" }} variant="default" leftSection={<IconPlus size={16} />}>
              Add a rule
            </LinkButton>
          )
        }
      />
      <AlertsTabs active="alerts" />
      <Stack gap="xl">
        <OpenAlerts />
        <PastAlerts />
      </Stack>
    </>
  );
}

function OpenAlerts(): ReactElement {
  const query = useApiQuery(
    "alerts.list",
    { query: { status: "open", limit: OPEN_SHOWN } },
    { refetchInterval: REFRESH_MS },
  );
  if (query.isPending) return <Skeleton height={112} aria-label="Loading open alerts" />;
  if (query.data === undefined) {
    return <ErrorState problem={query.error as never} onRetry={() => void query.refetch()} />;
  }
  const { data, next_cursor } = query.data;
  if (data.length === 0) return <AllIsWell />;
  const worstFirst = [...data].sort(
    (a, b) => SEVERITIES.indexOf(KIND_LOOKS[a.kind].tone) - SEVERITIES.indexOf(KIND_LOOKS[b.kind].tone),
  );
  return (
    <section aria-labelledby="open-alerts">
      <Title order={2} id="open-alerts" mb="sm">
        Open ({data.length}
        {next_cursor === null ? "" : "+"})
      </Title>
      <ul className={classes["list"]}>
        {worstFirst.map((alert) => (
          <li key={alert.id}>
            <OpenAlert alert={alert} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function AllIsWell(): ReactElement {
  return (
    <EmptyState
      icon={IconBellCheck}
      title="Nothing is wrong"
      description="Endpoints are watched by the rules, and what goes wrong appears here by itself. Add a channel to a rule to be told by e-mail, in Slack or by a webhook."
      action={
        <LinkButton link={{ to: "/alerts/rules" }} variant="default">
          See the rules
        </LinkButton>
      }
    />
  );
}

function PastAlerts(): ReactElement {
  const search = alertsRoute.useSearch();
  const navigate = useNavigate();
  const { webhook, rule } = search;
  const list = useApiList(
    "alerts.list",
    {
      query: {
        status: "resolved",
        ...(webhook === undefined ? {} : { webhook_id: webhook }),
        ...(rule === undefined ? {} : { rule_id: rule }),
      },
    },
    { keepPrevious: true },
  );
  const filtered = webhook !== undefined || rule !== undefined;
  if (list.rows.length === 0 && !filtered && list.query.data !== undefined) return <div />;
  return (
    <section aria-labelledby="past-alerts">
      <Group justify="space-between" mb="sm" gap="sm">
        <Title order={2} id="past-alerts">
          Resolved
        </Title>
        <Filters search={search} />
      </Group>
      <div className={classes["pastBox"]}>
        <CursorList
          list={list}
          label="Resolved alerts"
          keyOf={({ id }) => id}
          rowHeight={60}
          height={`${Math.min(Math.max(list.rows.length, 1) * 60 + 2, 480)}px`}
          renderRow={(alert) => <PastAlert alert={alert} />}
          empty={
            <EmptyState
              icon={IconBellOff}
              title="No alert is like that"
              description="No resolved alert fits both filters."
              action={
                <Button variant="default" onClick={() => void navigate({ to: "/alerts", search: {}, replace: true })}>
                  Clear the filters
                </Button>
              }
            />
          }
        />
      </div>
    </section>
  );
}

function Filters({ search }: { readonly search: AlertsSearch }): ReactElement {
  const navigate = useNavigate();
  const webhooks = useApiQuery("webhooks.list", { query: { limit: 250 } }, { staleTime: 60_000 });
  const rules = useApiQuery("alertRules.list", { query: { limit: 250 } }, { staleTime: 60_000 });
  const change = (name: keyof AlertsSearch, value: string | null): void => {
    const { [name]: _before, ...rest } = search;
    void navigate({ to: "/alerts", search: value === null ? rest : { ...rest, [name]: value }, replace: true });
  };
  return (
    <Group gap="xs">
      <Select
        size="xs"
        aria-label="Endpoint"
        placeholder="Every endpoint"
        clearable
        searchable
        value={search.webhook ?? null}
        onChange={(value) => change("webhook", value)}
        data={withChosen(
          webhooks.data?.data.map(({ id, url, description }) => ({ value: id, label: description || url })),
          search.webhook,
        )}
      />
      <Select
        size="xs"
        aria-label="Rule"
        placeholder="Every rule"
        clearable
        value={search.rule ?? null}
        onChange={(value) => change("rule", value)}
        data={withChosen(
          rules.data?.data.map(({ id, name }) => ({ value: id, label: name })),
          search.rule,
        )}
      />
    </Group>
  );
}

interface Option {
  readonly value: string;
  readonly label: string;
}

/** What is filtered by may be removed since: it stays to be seen, and to be taken away. */
function withChosen(options: readonly Option[] = [], chosen: string | undefined): Option[] {
  const known = chosen === undefined || options.some(({ value }) => value === chosen);
  return known ? [...options] : [...options, { value: chosen, label: chosen }];
}
