import type { AlertNotification, AlertRule } from "@callcall/webhooks/client";
import { Button, Group, List, Text } from "@mantine/core";
import { IconCheck, IconSend, IconX } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useApiMutation } from "../../api/use-api.ts";
import classes from "./alerts.module.css";
import { CHANNEL_NAMES } from "./words.ts";

interface SendTestProps {
  readonly rule: AlertRule;
  /** There is something in the form that is not saved: the test would go elsewhere. */
  readonly changed: boolean;
}

/** Send a sample through the channels as they are saved, and show what came of each. */
export function SendTest({ rule, changed }: SendTestProps): ReactElement | null {
  const testing = useApiMutation("alertRules.test");
  if (rule.channels.length === 0 && !changed) return null;
  const results = changed ? undefined : testing.data?.data;
  return (
    <div>
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconSend size={16} />}
          loading={testing.isPending}
          disabled={changed || rule.channels.length === 0}
          onClick={() => testing.mutate({ params: { id: rule.id } })}
        >
          Send a test
        </Button>
        {changed && (
          <Text size="sm" c="dimmed">
            Save first: the test goes to what is saved.
          </Text>
        )}
      </Group>
      <div aria-live="polite">
        {testing.error !== null && (
          <Text size="sm" c="var(--cc-bad-text)" mt="xs">
            {testing.error.detail}
          </Text>
        )}
        {results !== undefined && (
          <List mt="sm" size="sm" spacing="xs" aria-label="What came of the test">
            {results.map((result) => (
              <TestResult key={`${result.channel} ${result.target}`} result={result} />
            ))}
          </List>
        )}
      </div>
    </div>
  );
}

function TestResult({ result }: { readonly result: AlertNotification }): ReactElement {
  const sent = result.status === "sent";
  return (
    <List.Item
      icon={sent ? <IconCheck size={16} color="var(--cc-ok-mark)" /> : <IconX size={16} color="var(--cc-bad-mark)" />}
      className={classes["error"] ?? ""}
    >
      {CHANNEL_NAMES[result.channel]} to {result.target}: {sent ? "sent" : "failed"}
      {result.error !== null && (
        <Text size="sm" c={sent ? "dimmed" : "var(--cc-bad-text)"}>
          {result.error}
        </Text>
      )}
    </List.Item>
  );
}
