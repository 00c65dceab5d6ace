import { Alert, Code, Group, Text } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { CopyButton } from "../../components/copy-button.tsx";
import classes from "./alerts.module.css";

/** The secret that signs what goes to the webhook channels of a rule: shown once, when it is made. */
export function NewSecret({ secret }: { readonly secret: string }): ReactElement {
  return (
    <Alert icon={<IconKey size={18} />} title="The signing secret, this once" mb="lg" maw="48rem">
      <Text size="sm">
        What goes to the webhook channels of this rule is signed with it. It is not shown again: keep it where your
        receiver finds it.
      </Text>
      <Group gap={4} mt="xs" wrap="nowrap">
        <Code className={classes["error"] ?? ""}>{secret}</Code>
        <CopyButton value={secret} label="Copy the secret" />
      </Group>
    </Alert>
  );
}

/** Whether it is whole: elsewhere it is masked. */
export function isWhole(secret: string | null): secret is string {
  return secret !== null && !secret.includes("…");
}
