import type { ExamResult } from "@callcall/webhooks/client";
import { Accordion, Card, Group, Tabs, Text, Title } from "@mantine/core";
import type { ReactElement } from "react";
import { AttemptDetail } from "../../../attempts/attempt-detail.tsx";
import { CodeBlock } from "../../../components/json/code-block.tsx";
import { OutcomeBadge, ToneBadge } from "../../../components/status-badge.tsx";
import classes from "../tester.module.css";
import { VERDICTS } from "./report-text.ts";

/** One scenario: what was found, what to change, the code for it, and every request. */
export function ReportCard({ result }: { readonly result: ExamResult }): ReactElement {
  const { title, expectation, verdict, finding, fix, attempts } = result;
  const { tone, label } = VERDICTS[verdict];
  return (
    <Card component="article" className={classes["result"] ?? ""}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div>
          <Title order={3}>{title}</Title>
          <Text size="sm" c="dimmed">
            Right is: {expectation}
          </Text>
        </div>
        <ToneBadge tone={tone}>{label}</ToneBadge>
      </Group>
      <Text size="sm" mt="xs" className={classes["finding"] ?? ""}>
        {finding}
      </Text>
      {fix !== null && (
        <div className={classes["fix"]}>
          <Text size="sm" fw={600}>
            What to change
          </Text>
          <Text size="sm">{fix.summary}</Text>
          {fix.code.length > 0 && (
            <Tabs defaultValue={fix.code[0]?.language ?? ""} keepMounted={false} mt="xs">
              <Tabs.List>
                {fix.code.map((snippet) => (
                  <Tabs.Tab key={snippet.language} value={snippet.language}>
                    {snippet.title}
                  </Tabs.Tab>
                ))}
              </Tabs.List>
              {fix.code.map((snippet) => (
                <Tabs.Panel key={snippet.language} value={snippet.language} pt="xs">
                  <CodeBlock text={snippet.code} label={`${title}: ${snippet.title}`} maxHeight="24rem" />
                </Tabs.Panel>
              ))}
            </Tabs>
          )}
        </div>
      )}
      {attempts.length > 0 && (
        <Accordion variant="filled" mt="sm" keepMounted={false} className={classes["noPrint"] ?? ""}>
          {attempts.map((attempt, index) => (
            <Accordion.Item key={attempt.id} value={attempt.id}>
              <Accordion.Control>
                <Group gap="xs">
                  <Text size="sm">
                    Request {index + 1} of {attempts.length}
                  </Text>
                  <OutcomeBadge outcome={attempt.outcome} httpStatus={attempt.response?.status ?? null} />
                </Group>
              </Accordion.Control>
              <Accordion.Panel>
                <AttemptDetail attempt={attempt} place={null} />
              </Accordion.Panel>
            </Accordion.Item>
          ))}
        </Accordion>
      )}
    </Card>
  );
}
