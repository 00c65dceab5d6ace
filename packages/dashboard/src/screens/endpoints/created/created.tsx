import type { Webhook } from "@callcall/webhooks/client";
import { Card, Stack, Text, Title } from "@mantine/core";
import { type ReactElement, useEffect } from "react";
import { LinkButton } from "../../../attempts/link-button.tsx";
import { endpointLink } from "../../../attempts/links.ts";
import { Id } from "../../../components/id.tsx";
import { CodeBlock } from "../../../components/json/code-block.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { BackToList } from "../back-to-list.tsx";
import classes from "../endpoints.module.css";
import { shortUrl } from "../model/url.ts";
import { Notice } from "../notice.tsx";
import { TestForm } from "../test/test-form.tsx";
import { VerifySnippet } from "./verify-snippet.tsx";

/** Right after it was made: the secret, what to do with it, and a test. */
export function Created({ webhook }: { readonly webhook: Webhook }): ReactElement {
  const { id, url, secret, events } = webhook;
  // The address stays the same, so the router moves neither the page nor the focus.
  useEffect(() => {
    window.scrollTo(0, 0);
    document.getElementById("main")?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <PageHeader
        title="The endpoint is ready"
        description={
          <>
            {shortUrl(url, 80)} · <Id id={id} />
          </>
        }
        back={<BackToList />}
        actions={
          <LinkButton link={endpointLink(id)} variant="default">
            Open the endpoint
          </LinkButton>
        }
      />
      <Stack gap="lg" className={classes["formCard"] ?? ""}>
        <Card padding="lg">
          <Title order={2}>1. Keep the signing secret</Title>
          <Text size="sm" c="dimmed" mt={4} mb="md">
            Your consumer verifies with it that a delivery is ours. Put it where your other secrets are, as
            WEBHOOK_SECRET.
          </Text>
          <CodeBlock text={secret} label="Signing secret" wrap />
          <Notice tone="warn">
            <p>
              It is shown this once. Later it takes the scope secrets:read to reveal it, and leaves a line in the
              activity log.
            </p>
          </Notice>
        </Card>
        <Card padding="lg">
          <Title order={2}>2. Verify what arrives</Title>
          <VerifySnippet url={url} events={events} />
        </Card>
        <Card padding="lg">
          <Title order={2} mb="xs">
            3. Send a test
          </Title>
          <TestForm webhook={webhook} />
        </Card>
      </Stack>
    </>
  );
}
