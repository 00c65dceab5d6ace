import type { EventAccepted } from "@callcall/webhooks/client";
import { Button, Code, Group, Skeleton, Text } from "@mantine/core";
import { IconBolt, IconPlugConnected, IconRoute } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import { useApiMutation, useApiQuery } from "../../../api/use-api.ts";
import { LinkButton } from "../../../attempts/link-button.tsx";
import { ErrorState } from "../../../components/error-state.tsx";
import { Id } from "../../../components/id.tsx";
import { notifyProblem } from "../../../components/notify.ts";
import { PageHeader } from "../../../components/page-header.tsx";
import classes from "../home.module.css";
import { nextStep, START_STEPS, type StartStep, startStateOf } from "../model/start-steps.ts";
import { Arrived } from "./arrived.tsx";
import { SAMPLE_TYPE, sampleData } from "./sample.ts";
import { Step, type StepState } from "./step.tsx";
import { WhatNext } from "./what-next.tsx";

interface StartProps {
  /** The first thing was made. */
  readonly onBegin: () => void;
  /** On to the health of the account. */
  readonly onLeave: () => void;
}

/** The first minute: a receiver, an endpoint, an event that arrives. No code, and no other window. */
export function Start({ onBegin, onLeave }: StartProps): ReactElement {
  const receivers = useApiQuery("receivers.list", { query: { limit: 50 } });
  const webhooks = useApiQuery("webhooks.list", { query: { limit: 250 } });
  const [sent, setSent] = useState<readonly EventAccepted[]>([]);
  const makeReceiver = useApiMutation("receivers.create", { invalidates: ["receivers.list"] });
  const register = useApiMutation("webhooks.create", { invalidates: ["webhooks.list"] });
  const publish = useApiMutation("events.publish", { onSuccess: (event) => setSent((before) => [...before, event]) });
  const problem = receivers.error ?? webhooks.error;
  if (problem !== null) {
    const retry = (): void => void Promise.all([receivers.refetch(), webhooks.refetch()]);
    return <ErrorState problem={problem} onRetry={retry} />;
  }
  if (receivers.data === undefined || webhooks.data === undefined) return <Skeleton height={360} />;

  const start = startStateOf(receivers.data.data, webhooks.data.data);
  const step = nextStep(start);
  const { receiver, webhook } = start;
  const stateOf = (of: StartStep): StepState => {
    if (of === "event" && sent.length > 0) return "done";
    const distance = START_STEPS.indexOf(of) - START_STEPS.indexOf(step);
    return distance < 0 ? "done" : distance === 0 ? "now" : "later";
  };
  const begun = <Request,>(run: (request: Request) => void) => {
    return (request: Request): void => {
      onBegin();
      run(request);
    };
  };
  const onError = notifyProblem;

  return (
    <div className={classes["start"]}>
      <PageHeader
        title="See your first event arrive"
        description="Three steps, a minute, no code. Everything you make here is real: signed, stored, retried."
        actions={
          <Button variant="subtle" onClick={onLeave}>
            Skip the start
          </Button>
        }
      />
      <ol className={classes["steps"]}>
        <Step
          number={1}
          state={stateOf("receiver")}
          title="Make a test receiver"
          description="It plays your application: an address on this server that takes webhooks, checks their signatures and shows them."
        >
          {receiver === null ? (
            <Button
              leftSection={<IconPlugConnected size={16} />}
              loading={makeReceiver.isPending}
              onClick={() => begun(makeReceiver.mutate)({ body: { name: "My first receiver" } })}
            >
              Make a receiver
            </Button>
          ) : (
            <Text size="sm">{receiver.url === null ? <NoAddress /> : <Code>{receiver.url}</Code>}</Text>
          )}
          {makeReceiver.error !== null && <Refusal text={makeReceiver.error.detail} />}
        </Step>
        <Step
          number={2}
          state={stateOf("endpoint")}
          title="Register it as an endpoint"
          description="From then on every event is owed to it. Its signing secret is made with it."
        >
          {step === "endpoint" && receiver !== null && receiver.url !== null && (
            <Button
              leftSection={<IconRoute size={16} />}
              loading={register.isPending}
              onClick={() =>
                register.mutate({
                  body: { url: receiver.url ?? "", events: ["*"], description: "My first endpoint" },
                })
              }
            >
              Register the endpoint
            </Button>
          )}
          {step === "endpoint" && receiver !== null && receiver.url === null && (
            <LinkButton link={{ to: "/endpoints/new" }}>Register an endpoint of your own</LinkButton>
          )}
          {webhook !== null && (
            <Text size="sm">
              <Id id={webhook.id} whole /> takes <Code>*</Code>, every type of event.
            </Text>
          )}
          {register.error !== null && <Refusal text={register.error.detail} />}
        </Step>
        <Step
          number={3}
          state={stateOf("event")}
          title="Publish an event"
          description={`A ${SAMPLE_TYPE} as your application would publish it. It is on disk before the answer comes.`}
        >
          {(step === "event" || sent.length > 0) && (
            <Group gap="sm">
              <Button
                leftSection={<IconBolt size={16} />}
                variant={sent.length === 0 ? "filled" : "default"}
                loading={publish.isPending}
                onClick={() => begun(publish.mutate)({ body: { type: SAMPLE_TYPE, data: sampleData(sent.length) } })}
              >
                {sent.length === 0 ? "Publish the event" : "Publish another"}
              </Button>
              {sent.length > 0 && (
                <Text size="sm" c="dimmed">
                  {sent.length === 1 ? "1 event published" : `${sent.length} events published`}
                </Text>
              )}
            </Group>
          )}
          {publish.error !== null && <Refusal text={publish.error.detail} />}
        </Step>
      </ol>
      {receiver !== null && sent.length > 0 && <Arrived receiverId={receiver.id} events={sent} onError={onError} />}
      {sent.length > 0 && <WhatNext onLeave={onLeave} />}
    </div>
  );
}

function Refusal({ text }: { readonly text: string }): ReactElement {
  return (
    <Text size="sm" c="var(--cc-bad-text)" role="alert">
      {text}
    </Text>
  );
}

function NoAddress(): ReactElement {
  return (
    <>
      This server does not know its public address, so its receivers cannot be reached. Start it with{" "}
      <Code>CALLCALL_PUBLIC_URL</Code>, or register an endpoint of your own.
    </>
  );
}
