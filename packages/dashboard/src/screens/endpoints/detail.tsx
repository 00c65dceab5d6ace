import type { Webhook } from "@callcall/webhooks/client";
import { Button, Skeleton, Stack, Tabs } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useEffect, useRef, useState } from "react";
import { useApiQuery } from "../../api/use-api.ts";
import { ErrorState } from "../../components/error-state.tsx";
import { Id } from "../../components/id.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { StatusBadge } from "../../components/status-badge.tsx";
import { useNow } from "../../components/use-now.ts";
import { ReplayList } from "../../replays/replay-list.tsx";
import { useMay } from "../../session/session.ts";
import { BackToList } from "./back-to-list.tsx";
import { Activity } from "./detail/activity.tsx";
import { Danger } from "./detail/danger.tsx";
import { Deliveries } from "./detail/deliveries.tsx";
import { HealthAlert } from "./detail/health-alert.tsx";
import { Overview } from "./detail/overview.tsx";
import { Retries } from "./detail/retries.tsx";
import { Settings } from "./detail/settings.tsx";
import { EndpointMenu } from "./endpoint-menu.tsx";
import classes from "./endpoints.module.css";
import { TABS, type Tab } from "./model/detail.ts";
import { healthOf } from "./model/health.ts";
import { shortUrl } from "./model/url.ts";
import { useLiveEndpoint } from "./model/use-live.ts";
import { endpointRoute } from "./route.ts";
import { SecretTab } from "./secret/secret-tab.tsx";
import { TestDrawer } from "./test/test-drawer.tsx";

const LABELS: Readonly<Record<Tab, string>> = {
  overview: "Overview",
  deliveries: "Deliveries",
  settings: "Settings",
  secret: "Secret",
  retries: "Retries",
  replays: "Replays",
  activity: "Activity",
  danger: "Danger zone",
};

/** It also changes without an entry of the stream: it begins to fail, and a pause is over. */
const REFRESH_MS = 30_000;

export function EndpointScreen(): ReactElement {
  const { webhookId } = endpointRoute.useParams();
  useLiveEndpoint(webhookId);
  const query = useApiQuery("webhooks.get", { params: { id: webhookId } }, { refetchInterval: REFRESH_MS });
  if (query.data !== undefined) return <Endpoint key={webhookId} webhook={query.data} />;
  if (query.error !== null) {
    return (
      <>
        <PageHeader title="Endpoint" back={<BackToList />} />
        <ErrorState problem={query.error} onRetry={() => void query.refetch()} />
      </>
    );
  }
  return (
    <Stack role="status" aria-label="Loading the endpoint">
      <Skeleton height={52} width="min(28rem, 100%)" />
      <Skeleton height={36} />
      <Skeleton height={280} />
    </Stack>
  );
}

function Endpoint({ webhook }: { readonly webhook: Webhook }): ReactElement {
  const { id, url, description } = webhook;
  const search = endpointRoute.useSearch();
  const navigate = useNavigate({ from: endpointRoute.fullPath });
  const [testing, setTesting] = useState(false);
  const mayWrite = useMay("webhooks:write");
  const mayAudit = useMay("audit:read");
  const mayReadEvents = useMay("events:read");
  const now = useNow();
  const tab = search.tab ?? "overview";
  const allowed: Readonly<Partial<Record<Tab, boolean>>> = {
    danger: mayWrite,
    activity: mayAudit,
    replays: mayReadEvents,
  };
  const tabs = TABS.filter((one) => allowed[one] ?? true);
  const test = (): void => setTesting(true);
  const bar = useRef<HTMLDivElement>(null);
  // On a phone the tabs scroll: the one that is open must not be out of sight.
  useEffect(() => {
    bar.current?.querySelector(`[data-tab="${tab}"]`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [tab]);

  return (
    <>
      <PageHeader
        title={shortUrl(url, 60)}
        aside={<StatusBadge status={healthOf(webhook, now)} />}
        description={
          <>
            {description !== "" && `${description} · `}
            <Id id={id} />
          </>
        }
        back={<BackToList />}
        actions={
          <>
            {mayWrite && (
              <Button leftSection={<IconSend size={16} />} onClick={test}>
                Send a test
              </Button>
            )}
            <EndpointMenu webhook={webhook} onTest={test} />
          </>
        }
      />
      <HealthAlert webhook={webhook} onTest={test} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(picked) => {
          const next = TABS.find((one) => one === picked);
          const { tab: _tab, ...rest } = search;
          void navigate({
            search: { ...rest, ...(next === undefined || next === "overview" ? {} : { tab: next }) },
          });
        }}
      >
        <div className={classes["tabs"]} ref={bar}>
          <Tabs.List>
            {tabs.map((one) => (
              <Tabs.Tab key={one} value={one} data-tab={one}>
                {LABELS[one]}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </div>
        <Tabs.Panel value="overview">
          <Overview webhook={webhook} />
        </Tabs.Panel>
        <Tabs.Panel value="deliveries">
          <Deliveries webhookId={id} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <Settings webhook={webhook} />
        </Tabs.Panel>
        <Tabs.Panel value="secret">
          <SecretTab webhook={webhook} />
        </Tabs.Panel>
        <Tabs.Panel value="retries">
          <Retries webhook={webhook} />
        </Tabs.Panel>
        {mayReadEvents && (
          <Tabs.Panel value="replays">
            <ReplayList webhookId={id} />
          </Tabs.Panel>
        )}
        {mayAudit && (
          <Tabs.Panel value="activity">
            <Activity webhookId={id} />
          </Tabs.Panel>
        )}
        {mayWrite && (
          <Tabs.Panel value="danger">
            <Danger webhook={webhook} />
          </Tabs.Panel>
        )}
      </Tabs>
      <TestDrawer webhookId={testing ? id : null} onClose={() => setTesting(false)} />
    </>
  );
}
