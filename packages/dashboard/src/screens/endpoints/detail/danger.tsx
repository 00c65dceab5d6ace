import type { Webhook } from "@callcall/webhooks/client";
import { Button, Card, Group, Modal, Stack, Text, TextInput, Title } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, type ReactElement, useState } from "react";
import { useApiMutation, useApiQuery } from "../../../api/use-api.ts";
import { count } from "../../../components/format.ts";
import { notifyDone, notifyProblem } from "../../../components/notify.ts";
import { useMay } from "../../../session/session.ts";
import classes from "../endpoints.module.css";
import { ENDPOINT_READS, useSwitching } from "../model/use-switching.ts";

export function Danger({ webhook }: { readonly webhook: Webhook }): ReactElement {
  const { enable, disable, busy } = useSwitching(webhook.id);
  const [deleting, setDeleting] = useState(false);
  return (
    <Stack gap="md">
      <Card>
        <Group justify="space-between" gap="md">
          <div className={classes["dangerText"]}>
            <Title order={2}>{webhook.status === "enabled" ? "Disable" : "Enable"}</Title>
            <Text size="sm" c="dimmed">
              {webhook.status === "enabled"
                ? "New events are stored but not delivered here. What is pending waits. Nothing is lost."
                : "Events are delivered again from now on, and what was pending goes on."}
            </Text>
          </div>
          {webhook.status === "enabled" ? (
            <Button variant="default" loading={busy} onClick={() => void disable()}>
              Disable the endpoint
            </Button>
          ) : (
            <Button loading={busy} onClick={enable}>
              Enable the endpoint
            </Button>
          )}
        </Group>
      </Card>
      <Card className={classes["dangerCard"] ?? ""}>
        <Group justify="space-between" gap="md">
          <div className={classes["dangerText"]}>
            <Title order={2}>Delete</Title>
            <Text size="sm" c="dimmed">
              Its pending deliveries are cancelled, its secret is gone. What was delivered stays to be seen.
            </Text>
          </div>
          <Button color="red" variant="light" onClick={() => setDeleting(true)}>
            Delete the endpoint
          </Button>
        </Group>
      </Card>
      <Modal opened={deleting} onClose={() => setDeleting(false)} title="Delete this endpoint?">
        {deleting && <DeleteForm webhook={webhook} onCancel={() => setDeleting(false)} />}
      </Modal>
    </Stack>
  );
}

interface DeleteFormProps {
  readonly webhook: Webhook;
  readonly onCancel: () => void;
}

function DeleteForm({ webhook: { id, url }, onCancel }: DeleteFormProps): ReactElement {
  const [typed, setTyped] = useState("");
  const navigate = useNavigate();
  const stats = useApiQuery("stats.webhook", { params: { id } }, { enabled: useMay("events:read") });
  const deleting = useApiMutation("webhooks.delete", {
    invalidates: ENDPOINT_READS.filter((read) => read !== "webhooks.get" && read !== "stats.webhook"),
    onSuccess: () => {
      notifyDone("The endpoint is deleted");
      void navigate({ to: "/endpoints" });
    },
  });
  const word = hostOf(url);
  const pending = stats.data?.totals.pending;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (typed.trim() === word) deleting.mutate({ params: { id } }, { onError: notifyProblem });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm" className={classes["anywhere"] ?? ""}>
          {pending === undefined || pending === 0
            ? "Nothing is pending for it now."
            : `${count(pending)} pending ${pending === 1 ? "delivery is" : "deliveries are"} cancelled.`}{" "}
          Events from now on are not sent to {url}. This cannot be undone: a new endpoint has a new secret.
        </Text>
        <TextInput
          label={
            <>
              Type <b>{word}</b> to confirm
            </>
          }
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" color="red" disabled={typed.trim() !== word} loading={deleting.isPending}>
            Delete the endpoint
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
