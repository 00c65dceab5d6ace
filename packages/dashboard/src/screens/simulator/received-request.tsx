import type { ReceivedRequest } from "@callcall/webhooks/client";
import { Alert, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import type { ReactElement } from "react";
import { LinkButton, TextLink } from "../../attempts/link-button.tsx";
import { deliveryLink, eventLink } from "../../attempts/links.ts";
import { bytes } from "../../components/format.ts";
import { JsonView } from "../../components/json/json-view.tsx";
import { type KeyValue, KeyValues } from "../../components/key-values.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { ToneBadge } from "../../components/status-badge.tsx";
import { diffHeaders } from "./header-diff.ts";
import classes from "./simulator.module.css";

interface RequestRowProps {
  readonly receiverId: string;
  readonly request: ReceivedRequest;
  /** The one before it, whose headers it is compared with. */
  readonly before: ReceivedRequest | undefined;
  readonly open: boolean;
  readonly onToggle: () => void;
}

/** A request that a receiver got: in a line, and with all of it below when it is opened. */
export function RequestRow({ receiverId, request, before, open, onToggle }: RequestRowProps): ReactElement {
  const { id, method, at, event_type, body_bytes, answered } = request;
  return (
    <li>
      <UnstyledButton className={classes["request"] ?? ""} aria-expanded={open} onClick={onToggle}>
        <Text size="sm" className={classes["requestMethod"] ?? ""}>
          {method}
        </Text>
        <div>
          <Text size="sm" truncate>
            {event_type ?? "Not a delivery of ours"}
          </Text>
          <Text size="xs" c="dimmed">
            {answered.note} · {bytes(body_bytes)}
          </Text>
        </div>
        <SignatureBadge signature={request.signature} />
        <Text size="xs" c="dimmed" component="span">
          <RelativeTime at={at} />
        </Text>
      </UnstyledButton>
      {open && (
        <Stack className={classes["detail"] ?? ""} gap="md">
          <Diagnosis receiverId={receiverId} request={request} />
          <KeyValues items={factsOf(request)} />
          <Headers request={request} before={before} />
          <JsonView text={request.body} label={`Body of ${id}`} />
        </Stack>
      )}
    </li>
  );
}

function SignatureBadge({ signature }: Pick<ReceivedRequest, "signature">): ReactElement {
  if (signature === null) return <ToneBadge tone="calm">Signature not checked</ToneBadge>;
  return signature.valid ? (
    <ToneBadge tone="ok">Signature valid</ToneBadge>
  ) : (
    <ToneBadge tone="bad">Signature wrong</ToneBadge>
  );
}

function Diagnosis({ receiverId, request }: Pick<RequestRowProps, "receiverId" | "request">): ReactElement {
  const { id, signature } = request;
  if (signature === null) {
    return (
      <Text size="sm" c="dimmed">
        No endpoint of this account leads to this receiver, so there is no secret to check the signature with. Register
        it above.
      </Text>
    );
  }
  return (
    <Group gap="sm" align="flex-start" justify="space-between">
      {signature.valid ? (
        <Text size="sm">The signature is genuine and fresh.</Text>
      ) : (
        <Alert color="red" title="The signature is not valid">
          {signature.diagnosis.map(({ code, message, hint }) => (
            <Text key={code} size="sm">
              <b>{message}</b> {hint}
            </Text>
          ))}
        </Alert>
      )}
      <LinkButton
        size="xs"
        variant="default"
        link={{ to: "/signatures", search: { receiver: receiverId, received: id } }}
      >
        Open in the validator
      </LinkButton>
    </Group>
  );
}

function factsOf({ id, event_id, delivery_id, attempt, answered }: ReceivedRequest): readonly KeyValue[] {
  return [
    { key: "Request", value: <span className={classes["url"]}>{id}</span> },
    ...(event_id === null ? [] : [{ key: "Event", value: <TextLink link={eventLink(event_id)}>{event_id}</TextLink> }]),
    ...(delivery_id === null
      ? []
      : [{ key: "Delivery", value: <TextLink link={deliveryLink(delivery_id)}>{delivery_id}</TextLink> }]),
    ...(attempt === null ? [] : [{ key: "Attempt", value: String(attempt) }]),
    { key: "Answer", value: answered.note },
  ];
}

function Headers({ request, before }: Pick<RequestRowProps, "request" | "before">): ReactElement {
  const rows = diffHeaders(request.headers, before?.headers ?? null);
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        Headers{" "}
        {before !== undefined && (
          <Text component="span" inherit fw={400} c="dimmed">
            compared with the request before
          </Text>
        )}
      </Text>
      <table className={classes["headers"]} aria-label="Headers">
        <tbody>
          {rows.map(({ name, value, change, before: old }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <span className={change === "same" ? "" : classes[change]}>{change === "gone" ? old : value}</span>
                {change !== "same" && (
                  <Text component="span" size="xs" c="dimmed">
                    {" "}
                    {change === "changed" ? `was ${old}` : change}
                  </Text>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
