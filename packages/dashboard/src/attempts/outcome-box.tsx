import type { Attempt } from "@callcall/webhooks/client";
import { Group } from "@mantine/core";
import { IconPencil, IconPlayerPlay, IconSend, IconShieldCheck } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { visibleLine } from "../components/json/visible-text.ts";
import { Notice } from "../components/notice.tsx";
import { OUTCOME_LOOKS } from "../components/tone.ts";
import { LinkButton } from "./link-button.tsx";
import { endpointLink, signatureLink, testerLink } from "./links.ts";
import { type NextStep, wordsOf } from "./outcome-words.ts";
import { headerOf } from "./sent-headers.ts";

/** What an attempt belongs to. `null` in the place of one: a test, whose ids are stored nowhere. */
export interface AttemptPlace {
  readonly eventId: string;
  readonly deliveryId: string;
  readonly webhookId: string;
}

interface OutcomeBoxProps {
  readonly attempt: Attempt;
  readonly place: AttemptPlace | null;
}

/** What an outcome means, what to do about it, and the buttons that lead there. */
export function OutcomeBox({ attempt, place }: OutcomeBoxProps): ReactElement {
  const { outcome, response, error } = attempt;
  if (outcome === null) {
    return (
      <Notice tone="busy">
        <p>The request is under way. What comes of it is shown here as soon as it is known.</p>
      </Notice>
    );
  }
  const location = response === null ? null : headerOf(response.headers, "location");
  const target = location === null ? null : visibleLine(location);
  const { meaning, advice, steps } = wordsOf(outcome, response?.status ?? null, target);
  return (
    <Notice tone={OUTCOME_LOOKS[outcome].tone} title={meaning}>
      {error !== null && <p>{visibleLine(error)}</p>}
      {outcome !== "delivered" && <p>{advice}</p>}
      {place !== null && steps.length > 0 && (
        <Group gap="xs" mt="xs">
          {steps.map((step) => (
            <StepButton key={step} step={step} place={place} number={attempt.attempt} />
          ))}
        </Group>
      )}
    </Notice>
  );
}

interface StepButtonProps {
  readonly step: NextStep;
  readonly place: AttemptPlace;
  readonly number: number;
}

function StepButton({ step, place: { deliveryId, webhookId }, number }: StepButtonProps): ReactElement | null {
  const look = { size: "compact-sm", variant: "default" } as const;
  switch (step) {
    case "check_signature":
      return (
        <LinkButton {...look} link={signatureLink(deliveryId, number)} leftSection={<IconShieldCheck size={14} />}>
          Check the signature
        </LinkButton>
      );
    case "edit_endpoint":
      return (
        <LinkButton {...look} link={endpointLink(webhookId)} leftSection={<IconPencil size={14} />}>
          Edit the endpoint
        </LinkButton>
      );
    case "enable_endpoint":
      return (
        <LinkButton {...look} link={endpointLink(webhookId)} leftSection={<IconPlayerPlay size={14} />}>
          Go and enable the endpoint
        </LinkButton>
      );
    case "test_endpoint":
      return (
        <LinkButton {...look} link={testerLink({ webhookId })} leftSection={<IconSend size={14} />}>
          Send a test
        </LinkButton>
      );
    case "read_response":
      // It stands right below.
      return null;
  }
}
