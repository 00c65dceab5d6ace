import type { ExamReport, ExamScenario, Webhook } from "@callcall/webhooks/client";
import { Button, Card, CopyButton as Copying, Group, Text, Title } from "@mantine/core";
import { IconCertificate, IconCheck, IconClipboardText, IconPrinter, IconRefresh } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { useApiMutation } from "../../../api/use-api.ts";
import { EmptyState } from "../../../components/empty-state.tsx";
import { ErrorState } from "../../../components/error-state.tsx";
import { ToneBadge } from "../../../components/status-badge.tsx";
import { useLiveEntries } from "../../../live/use-entries.ts";
import classes from "../tester.module.css";
import { ReportCard } from "./report-card.tsx";
import { markdownOf, merged, scoreOf, unpassed } from "./report-text.ts";

const PATIENCE_MS = 110_000;

/** What is tried, in the words of somebody who has not read the guide. */
const SCENARIOS: Readonly<Record<ExamScenario, string>> = {
  valid: "Takes a valid event, however its JSON is printed",
  wrong_signature: "Refuses a forged signature, and none at all",
  stale_timestamp: "Refuses an event that was signed 10 minutes ago",
  duplicate_id: "Takes the same event twice",
  unknown_type: "Takes a type that it does not know",
  slow_ack: "Acknowledges within 2 seconds",
};
const ALL = Object.keys(SCENARIOS) as ExamScenario[];

/** Examine a consumer, watch it, and get a report card with what to repair and the code that does it. */
export function ExamTab({ webhook }: { readonly webhook: Webhook | undefined }): ReactElement {
  const cache = useQueryClient();
  const [wanted, setWanted] = useState<readonly ExamScenario[]>(ALL);
  // Kept while the page is open: a report is not lost by looking at another tab.
  const key = ["tester.exam", webhook?.id ?? ""];
  const report = cache.getQueryData<ExamReport>(key) ?? null;
  const exam = useApiMutation("webhooks.exam");

  function run(scenarios: readonly ExamScenario[]): void {
    if (webhook === undefined) return;
    setWanted(scenarios);
    exam.mutate(
      { params: { id: webhook.id }, body: { scenarios: [...scenarios] }, timeoutMs: PATIENCE_MS },
      {
        onSuccess: (fresh) => {
          const partial = report !== null && scenarios.length < ALL.length;
          cache.setQueryData(key, partial ? merged(report, fresh) : fresh);
        },
      },
    );
  }

  if (webhook === undefined) {
    return (
      <Card>
        <EmptyState
          icon={IconCertificate}
          title="Choose an endpoint to examine"
          description="About ten requests, some of them bad on purpose, and a report card with what to repair."
        />
      </Card>
    );
  }
  if (exam.isPending) return <Progress webhookId={webhook.id} wanted={wanted} />;
  if (exam.error !== null) return <ErrorState problem={exam.error} onRetry={() => run(wanted)} />;
  if (report === null) {
    return (
      <Card>
        <EmptyState
          icon={IconCertificate}
          title="Does it do what the guide asks?"
          description={
            <ul className={classes["plan"]}>
              {ALL.map((scenario) => (
                <li key={scenario}>{SCENARIOS[scenario]}</li>
              ))}
            </ul>
          }
          action={
            <>
              <Button onClick={() => run(ALL)}>Start the exam</Button>
              <Text size="xs" c="dimmed" mt="xs">
                The consumer cannot tell it from deliveries: it handles these events as it handles any.
              </Text>
            </>
          }
        />
      </Card>
    );
  }
  const failed = unpassed(report);
  return (
    <section aria-label="Report card" className={classes["pane"]}>
      <Card className={classes["reportHead"] ?? ""}>
        <Score report={report} />
        <Group gap="xs" className={classes["noPrint"] ?? ""}>
          {failed.length > 0 && failed.length < ALL.length && (
            <Button leftSection={<IconRefresh size={16} />} onClick={() => run(failed)}>
              Run again what did not pass
            </Button>
          )}
          <Button variant="default" onClick={() => run(ALL)}>
            Run all again
          </Button>
          <Copying value={markdownOf(report, webhook.url)} timeout={1500}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                leftSection={copied ? <IconCheck size={16} /> : <IconClipboardText size={16} />}
                onClick={copy}
              >
                {copied ? "Copied" : "Copy as Markdown"}
              </Button>
            )}
          </Copying>
          <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={() => window.print()}>
            Print
          </Button>
        </Group>
      </Card>
      {report.results.map((result) => (
        <ReportCard key={`${result.scenario} ${report.finished_at}`} result={result} />
      ))}
    </section>
  );
}

function Score({ report }: { readonly report: ExamReport }): ReactElement {
  const { points, of } = scoreOf(report);
  return (
    <Group gap="md">
      <div className={classes["score"]} data-passed={report.passed || undefined}>
        {points}
        <small> / {of}</small>
      </div>
      <div>
        <Title order={2}>{report.passed ? "Passed" : "Not passed yet"}</Title>
        <Text size="sm" c="dimmed">
          {report.passed
            ? "It does what the guide asks of a consumer."
            : "Below stands what to change, with the code for it."}
        </Text>
      </div>
    </Group>
  );
}

interface ProgressProps {
  readonly webhookId: string;
  readonly wanted: readonly ExamScenario[];
}

/** Which scenario is under way, as the stream tells it. */
function Progress({ webhookId, wanted }: ProgressProps): ReactElement {
  const [current, setCurrent] = useState<ExamScenario>("valid");
  const [requests, setRequests] = useState(0);
  useLiveEntries((entry) => {
    if (entry.webhook_id !== webhookId || entry.scenario === undefined) return;
    setCurrent(entry.scenario);
    if (entry.kind === "attempt.finished") setRequests((before) => before + 1);
  });
  const at = wanted.indexOf(current);
  return (
    <Card component="section" aria-label="Exam under way" role="status">
      <Title order={2} mb="sm">
        The exam is under way
      </Title>
      <ul className={classes["progress"]}>
        {wanted.map((scenario, index) => (
          <li key={scenario}>
            <ToneBadge tone={index < at ? "ok" : index === at ? "busy" : "calm"}>
              {index < at ? "Done" : index === at ? "Now" : "Next"}
            </ToneBadge>
            {SCENARIOS[scenario]}
          </li>
        ))}
      </ul>
      <Text size="xs" c="dimmed" mt="sm">
        {requests} {requests === 1 ? "request" : "requests"} answered
      </Text>
    </Card>
  );
}
