import { Button, Card, Group, SegmentedControl, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { LoadingState } from "../../components/loading-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EXAMPLE } from "./example.ts";
import { Fields } from "./fields.tsx";
import { KeyChoice } from "./key-choice.tsx";
import type { SignedRequest } from "./request-text.ts";
import { signaturesRoute } from "./route.ts";
import { SamplesView } from "./samples-view.tsx";
import classes from "./signatures.module.css";
import { SignedView } from "./signed-view.tsx";
import { type At, type Key, useReport } from "./use-report.ts";
import { type Source, useSource } from "./use-source.ts";
import { Verdict } from "./verdict.tsx";

const NOTHING: SignedRequest = { payload: "", signature: "", timestamp: "", id: "" };

/** Why does a signature not verify? The doctor's answer, and everything that goes into a signature, to the byte. */
export function SignaturesScreen(): ReactElement {
  const search = signaturesRoute.useSearch();
  const source = useSource(search);
  if (source.isPending) return <LoadingState label="Loading the request" />;
  if (source.error !== null) return <ErrorState problem={source.error} onRetry={() => void source.refetch()} />;
  // Another address is another request: what was typed for the one before is not kept.
  return <Validator key={JSON.stringify(search)} source={source.data} />;
}

function Validator({ source }: { readonly source: Source | null }): ReactElement {
  const navigate = useNavigate();
  const [request, setRequest] = useState(source?.request ?? NOTHING);
  const [key, setKey] = useState<Key>(
    source?.webhookId == null ? { kind: "secret", secret: "" } : { kind: "webhook", webhookId: source.webhookId },
  );
  const [at, setAt] = useState<At>("now");
  const [version, setVersion] = useState(0);
  const changed = (): void => setVersion((before) => before + 1);
  const report = useReport(request, key, at, version);
  const isEmpty = request.signature === "" && request.payload === "";

  return (
    <>
      <PageHeader
        title="Signatures"
        description="Why does a signature not verify? Paste what your consumer received, and see."
        actions={
          isEmpty ? (
            <Button
              variant="default"
              onClick={() => {
                setRequest(EXAMPLE.request);
                setKey({ kind: "secret", secret: EXAMPLE.secret });
                setAt("signed");
                changed();
              }}
            >
              Fill in an example
            </Button>
          ) : (
            <Button
              variant="default"
              onClick={() => {
                setRequest(NOTHING);
                setKey({ kind: "secret", secret: "" });
                changed();
                void navigate({ to: "/signatures", search: {} });
              }}
            >
              Start over
            </Button>
          )
        }
      />
      {source !== null && (
        <Text size="sm" c="dimmed" mb="md">
          This is {source.label}, as it is stored.
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Card component="section" aria-label="The request" className={classes["pane"] ?? ""}>
          <Fields
            request={request}
            onChange={(parts) => {
              setRequest((before) => ({ ...before, ...parts }));
              changed();
            }}
          />
          <KeyChoice
            value={key}
            onChange={(next) => {
              setKey(next);
              changed();
            }}
          />
          {key.kind === "secret" && (
            <Group gap="xs">
              <Text size="sm">Judge its age</Text>
              <SegmentedControl
                size="xs"
                aria-label="Judge the age of the signature as of"
                value={at}
                onChange={(picked) => {
                  setAt(picked as At);
                  changed();
                }}
                data={[
                  { value: "now", label: "as of now" },
                  { value: "signed", label: "as of when it was signed" },
                ]}
              />
            </Group>
          )}
        </Card>
        <div className={classes["pane"]}>
          {report.error !== null ? (
            <ErrorState problem={report.error} onRetry={report.retry} />
          ) : report.data === undefined || isEmpty ? (
            <Card>
              <EmptyState
                icon={IconShieldCheck}
                title="The verdict stands here"
                description="As soon as there is a signature and a secret. What is wrong is named in plain words, with what it should be."
              />
            </Card>
          ) : (
            <Verdict valid={report.data.valid} diagnosis={report.data.diagnosis} />
          )}
          {!isEmpty && (
            <>
              <Card component="section" aria-labelledby="signed-heading">
                <Stack gap="sm">
                  <Title order={2} id="signed-heading">
                    What is signed
                  </Title>
                  <SignedView request={request} computed={report.data?.computed ?? null} />
                </Stack>
              </Card>
              <Card component="section" aria-labelledby="samples-heading">
                <Title order={2} id="samples-heading" mb="xs">
                  The same in code
                </Title>
                <SamplesView request={request} />
              </Card>
            </>
          )}
        </div>
      </SimpleGrid>
    </>
  );
}
