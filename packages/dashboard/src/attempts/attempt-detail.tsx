import type { Attempt } from "@callcall/webhooks/client";
import { Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import { fullTime } from "../components/format.ts";
import { type KeyValue, KeyValues } from "../components/key-values.tsx";
import classes from "./attempts.module.css";
import { CurlButton } from "./curl-button.tsx";
import { LinkButton } from "./link-button.tsx";
import { signatureLink } from "./links.ts";
import { type AttemptPlace, OutcomeBox } from "./outcome-box.tsx";
import { OUTCOME_WORDS } from "./outcome-words.ts";
import { RequestPart } from "./request-part.tsx";
import { ResponsePart } from "./response-part.tsx";
import { SignedPart } from "./signed-part.tsx";
import { Waterfall } from "./waterfall-chart.tsx";

type Part = "response" | "request" | "signed";

interface AttemptDetailProps {
  readonly attempt: Attempt;
  /** What it belongs to; null for a test, whose ids are stored nowhere. */
  readonly place: AttemptPlace | null;
  /** Retention has removed the bodies. */
  readonly expired?: boolean;
}

/** Everything about one attempt: what it means, where the time went, what was sent, what was answered. */
export function AttemptDetail({ attempt, place, expired = false }: AttemptDetailProps): ReactElement {
  const { request, response, timings_ms: timings } = attempt;
  const [part, setPart] = useState<Part>(response === null ? "request" : "response");
  return (
    <Stack gap="md">
      <OutcomeBox attempt={attempt} place={place} />
      {timings !== null && (
        <Waterfall
          timings={timings}
          answered={response !== null}
          stoppedAt={attempt.outcome === null ? null : OUTCOME_WORDS[attempt.outcome].stoppedAt}
        />
      )}
      <KeyValues items={facts(attempt, place !== null)} />
      {request === null ? (
        attempt.status === "finished" && (
          <Text size="sm" c="dimmed">
            What was sent was not noted: the server stopped before it could.
          </Text>
        )
      ) : (
        <>
          <Group justify="space-between" gap="xs">
            <SegmentedControl
              size="xs"
              aria-label="What to show of this attempt"
              value={part}
              onChange={(picked) => setPart(picked as Part)}
              data={[
                { value: "response", label: "Response" },
                { value: "request", label: "Request" },
                // Without the body there is nothing that it could be checked over.
                ...(expired ? [] : [{ value: "signed", label: "Signature" }]),
              ]}
            />
            <Group gap="xs">
              {!expired && <CurlButton request={request} />}
              {place !== null && !expired && (
                <LinkButton
                  size="xs"
                  variant="default"
                  link={signatureLink(place.deliveryId, attempt.attempt)}
                  leftSection={<IconShieldCheck size={14} />}
                >
                  Check the signature
                </LinkButton>
              )}
            </Group>
          </Group>
          {part === "response" && <ResponsePart attempt={attempt} expired={expired} />}
          {part === "request" && <RequestPart request={request} expired={expired} />}
          {part === "signed" && <SignedPart request={request} />}
        </>
      )}
    </Stack>
  );
}

/** @param stored a test counts nowhere, whatever came of it */
function facts(attempt: Attempt, stored: boolean): readonly KeyValue[] {
  const { started_at, remote_address, request, charged, outcome } = attempt;
  return [
    { key: "Sent", value: <time dateTime={started_at}>{fullTime(Date.parse(started_at))}</time> },
    ...(request === null ? [] : [{ key: "To", value: <span className={classes["url"]}>POST {request.url}</span> }]),
    ...(remote_address === null
      ? []
      : [{ key: "Address", value: <span className={classes["url"]}>{remote_address}</span> }]),
    ...(stored && outcome !== null && !charged
      ? [{ key: "Counts", value: "Not against the endpoint: the fault was on our side" }]
      : []),
  ];
}
