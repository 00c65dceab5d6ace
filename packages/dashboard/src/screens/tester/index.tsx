import { Button, Card, Tabs } from "@mantine/core";
import { IconCertificate, IconPlugConnected, IconSend } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { LinkButton } from "../../attempts/link-button.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { LoadingState } from "../../components/loading-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useLiveEntries } from "../../live/use-entries.ts";
import { EndpointPicker } from "./endpoint-picker.tsx";
import { ExamTab } from "./exam/exam-tab.tsx";
import { type TesterSearch, testerRoute } from "./route.ts";
import { SampleTab } from "./sample-tab.tsx";
import classes from "./tester.module.css";
import { useEndpoints, useNewEndpoint } from "./use-endpoints.ts";
import { useEventSample } from "./use-sample.ts";

/** The Webhook Tester: a sample to an endpoint, and the exam of a consumer. */
export function TesterScreen(): ReactElement {
  const search = testerRoute.useSearch();
  const navigate = useNavigate();
  const endpoints = useEndpoints(search.webhook);
  const sample = useEventSample(search.event);
  const change = (next: TesterSearch): void =>
    void navigate({ to: "/tester", search: { ...search, ...next }, replace: true });
  const fresh = useNewEndpoint(({ id }) => change({ webhook: id }));
  const { list } = endpoints;
  // Opened before anything is sent: a stream that opens with the send misses its beginning.
  useLiveEntries(() => undefined);

  const header = (
    <PageHeader
      title="Tester"
      description="Send a sample and see all of the answer, or examine a consumer: does it do what the guide asks?"
    />
  );
  if (list.query.isPending || sample.isPending) {
    return (
      <>
        {header}
        <LoadingState label="Loading endpoints" />
      </>
    );
  }
  const problem = list.query.error ?? sample.error;
  if (problem !== null) {
    return (
      <>
        {header}
        <ErrorState
          problem={problem}
          onRetry={() => {
            void list.query.refetch();
            void sample.refetch();
          }}
        />
      </>
    );
  }
  if (list.rows.length === 0) {
    return (
      <>
        {header}
        <Card>
          <EmptyState
            icon={IconPlugConnected}
            title="There is no endpoint to test yet"
            description="Make a test receiver on this server: it takes whatever is sent, and shows it. Or register an address of your own."
            action={
              <div className={classes["pane"]}>
                <Button loading={fresh.isPending} onClick={fresh.receive}>
                  Make a test receiver
                </Button>
                <LinkButton variant="default" link={{ to: "/endpoints/new" }}>
                  Register an endpoint
                </LinkButton>
              </div>
            }
          />
        </Card>
      </>
    );
  }
  // One endpoint needs no choosing.
  const chosen =
    endpoints.chosen ?? (list.rows.length === 1 && search.webhook === undefined ? list.rows[0] : undefined);
  return (
    <>
      {header}
      <div className={classes["pane"]}>
        <EndpointPicker endpoints={{ list, chosen }} onChoose={(webhook) => change({ webhook })} />
        <Tabs
          value={search.tab ?? "sample"}
          onChange={(tab) => {
            const { tab: _old, ...rest } = search;
            void navigate({ to: "/tester", search: tab === "exam" ? { ...rest, tab } : rest, replace: true });
          }}
          keepMounted={false}
        >
          <Tabs.List mb="md">
            <Tabs.Tab value="sample" leftSection={<IconSend size={16} />}>
              Send a sample
            </Tabs.Tab>
            <Tabs.Tab value="exam" leftSection={<IconCertificate size={16} />}>
              Exam
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="sample">
            <SampleTab
              key={search.event ?? ""}
              webhook={chosen}
              type={search.type}
              onType={(type) => change({ type })}
              source={sample.data ?? null}
            />
          </Tabs.Panel>
          <Tabs.Panel value="exam">
            <ExamTab key={chosen?.id ?? ""} webhook={chosen} />
          </Tabs.Panel>
        </Tabs>
      </div>
    </>
  );
}
