import { Card, SimpleGrid, Skeleton, Stack, Text, Title } from "@mantine/core";
import type { ReactElement } from "react";
import { useApiQuery } from "../../api/use-api.ts";
import { ErrorState } from "../../components/error-state.tsx";
import { Id } from "../../components/id.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { Notice } from "../../components/notice.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { scopesInWords } from "../../components/scopes.ts";
import { useSession } from "../../session/session.ts";
import { Appearance } from "./appearance.tsx";
import { LimitTable } from "./limit-table.tsx";
import { RetentionCard } from "./retention-card.tsx";
import { RetryTimes } from "./retry-times.tsx";

export function SettingsScreen(): ReactElement {
  const { data: server, error, refetch } = useApiQuery("server.get", {});
  return (
    <>
      <PageHeader title="Settings" description="How this page looks, who you are here, and how the server is set up." />
      <Stack gap="lg">
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <Appearance />
          <You />
        </SimpleGrid>
        {error !== null && server === undefined && <ErrorState problem={error} onRetry={() => void refetch()} />}
        {server === undefined && error === null && (
          <Stack role="status" aria-label="Loading the server's settings">
            <Skeleton height={180} />
            <Skeleton height={320} />
          </Stack>
        )}
        {server !== undefined && (
          <>
            <Card padding="lg">
              <Title order={2} mb="md">
                Server
              </Title>
              <Stack gap="md">
                {server.mode === "development" && (
                  <Notice tone="warn" title="Development mode">
                    Endpoints on this machine and plain http:// are allowed, and the keys lie in the data directory. For
                    production start <code>callcall serve</code>.
                  </Notice>
                )}
                {server.public_url === null && (
                  <Notice tone="warn" title="No public URL">
                    Portal links and test receivers cannot be made: start the server with <code>--public-url</code>.
                  </Notice>
                )}
                <KeyValues
                  items={[
                    { key: "Version", value: server.version },
                    { key: "Mode", value: server.mode === "development" ? "Development" : "Production" },
                    { key: "Public URL", value: server.public_url ?? "Not set" },
                    { key: "Storage", value: server.store === "sqlite" ? "SQLite, embedded" : server.store },
                    {
                      key: "E-mail",
                      value: server.mail ? "Alerts can be mailed" : "Not set up: alerts go to webhooks and Slack only",
                    },
                  ]}
                />
              </Stack>
            </Card>
            <RetentionCard retention={server.retention} />
            <RetryTimes seconds={server.retry_schedule_seconds} />
            <LimitTable limits={server.limits} />
          </>
        )}
        <Text size="xs" c="dimmed">
          The server's settings are flags and variables of its process: they are changed where it is started.
        </Text>
      </Stack>
    </>
  );
}

/** By what one is signed in, until when, and as what. */
function You(): ReactElement {
  const { account, scopes, operator, expires_at } = useSession();
  return (
    <Card padding="lg">
      <Title order={2} mb="md">
        You
      </Title>
      <KeyValues
        items={[
          { key: "Account", value: account.name },
          { key: "Account id", value: <Id id={account.id} whole /> },
          { key: "Signed in as", value: operator ? "The operator, of every account" : "A key of this account" },
          { key: "May", value: scopesInWords(scopes) },
          { key: "Signed out", value: <RelativeTime at={expires_at} /> },
        ]}
      />
    </Card>
  );
}
