import type { SecretReveal } from "@callcall/webhooks/client";
import { Stack, Text } from "@mantine/core";
import type { ReactElement } from "react";
import { CodeBlock } from "../../../components/json/code-block.tsx";
import { Countdown } from "../../../components/relative-time.tsx";

/** Secrets in plain text, and how long the old ones still sign. */
export function SecretsShown({ secrets: { secret, previous } }: { readonly secrets: SecretReveal }): ReactElement {
  return (
    <Stack gap="sm">
      <CodeBlock text={secret} label="Signing secret" wrap />
      {previous.map(({ secret: old, expires_at }) => (
        <div key={old}>
          <Text size="sm" mb={4}>
            An older one still signs beside it; it ends <Countdown to={expires_at} over="now" />.
          </Text>
          <CodeBlock text={old} label="Older signing secret" wrap />
        </div>
      ))}
    </Stack>
  );
}
