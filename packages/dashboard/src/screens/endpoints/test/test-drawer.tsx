import { Drawer, Stack, Text } from "@mantine/core";
import type { ReactElement } from "react";
import { useApiQuery } from "../../../api/use-api.ts";
import { TextLink } from "../../../attempts/link-button.tsx";
import { testerLink } from "../../../attempts/links.ts";
import { ErrorState } from "../../../components/error-state.tsx";
import { LoadingState } from "../../../components/loading-state.tsx";
import classes from "../endpoints.module.css";
import { TestForm } from "./test-form.tsx";

interface TestDrawerProps {
  /** `null`: closed. */
  readonly webhookId: string | null;
  readonly onClose: () => void;
}

/** Send a sample without leaving the screen, and see the whole attempt. */
export function TestDrawer({ webhookId, onClose }: TestDrawerProps): ReactElement {
  return (
    <Drawer
      opened={webhookId !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title="Send a test"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {webhookId !== null && <DrawerBody key={webhookId} webhookId={webhookId} />}
    </Drawer>
  );
}

function DrawerBody({ webhookId }: { readonly webhookId: string }): ReactElement {
  const { data, error, refetch } = useApiQuery("webhooks.get", { params: { id: webhookId } });
  if (error !== null && data === undefined) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <LoadingState label="Loading the endpoint" />;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed" className={classes["anywhere"] ?? ""}>
        A sample goes to <b>{data.url}</b> through the same guard and signer as any delivery. It is stored nowhere and
        counts in no statistic.
      </Text>
      <TestForm webhook={data} />
      <Text size="xs" c="dimmed">
        Your own payload, or a whole exam of the consumer?{" "}
        <TextLink link={testerLink({ webhookId })} underline="always">
          Open the Webhook Tester
        </TextLink>
      </Text>
    </Stack>
  );
}
