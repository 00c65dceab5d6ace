import type { Webhook } from "@callcall/webhooks/client";
import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { Countdown } from "../../../components/relative-time.tsx";
import { useNow } from "../../../components/use-now.ts";
import classes from "../endpoints.module.css";
import { Notice } from "../notice.tsx";

/** The guide asks to rotate regularly; a quarter is what most rules of other people say. */
const OLD_MS = 90 * 86_400_000;

/** When the secret is due to be exchanged, and what happens then. */
export function RotationDue({ webhook }: { readonly webhook: Webhook }): ReactElement | null {
  const now = useNow();
  const { id, secret_rotation: rotation, secret_rotation_due_at: dueAt, signing_secrets: secrets } = webhook;
  const settings = (
    <Link
      to="/endpoints/$webhookId"
      params={{ webhookId: id }}
      search={{ tab: "settings" }}
      className={classes["textLink"]}
    >
      {rotation === null ? "Set a rotation period" : "Change the period"}
    </Link>
  );
  if (rotation === null || dueAt === null) {
    const age = now - Date.parse(secrets[0]?.created_at ?? "");
    if (age < OLD_MS) {
      return (
        <Text size="sm" c="dimmed" mt="xs">
          Nobody is reminded to rotate it. {settings}
        </Text>
      );
    }
    return (
      <Notice tone="warn">
        <p>It is older than 90 days. Rotate it: with an overlap, no delivery is refused meanwhile. {settings}</p>
      </Notice>
    );
  }
  if (Date.parse(dueAt) <= now) {
    return (
      <Notice tone="warn">
        <p>
          It is older than the {rotation.period_days} days that were set.{" "}
          {rotation.automatic ? "The server exchanges it shortly." : "Rotate it."} {settings}
        </p>
      </Notice>
    );
  }
  return (
    <Text size="sm" c="dimmed" mt="xs">
      {rotation.automatic ? "The server rotates it by itself" : "It is due to be rotated"} <Countdown to={dueAt} />{" "}
      (every {rotation.period_days} days). {settings}
    </Text>
  );
}
