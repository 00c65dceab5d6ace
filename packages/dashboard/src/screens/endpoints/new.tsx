import type { Webhook } from "@callcall/webhooks/client";
import { Button, Card } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { useApiMutation } from "../../api/use-api.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { BackToList } from "./back-to-list.tsx";
import { Created } from "./created/created.tsx";
import classes from "./endpoints.module.css";
import { EndpointForm } from "./form/endpoint-form.tsx";
import { useDraft } from "./form/use-draft.ts";
import { useUnsaved } from "./form/use-unsaved.ts";
import { EMPTY_DRAFT, settingsOf } from "./model/draft.ts";
import { ENDPOINT_READS } from "./model/use-switching.ts";

export function NewEndpointScreen(): ReactElement {
  // Kept here and nowhere else: its secret is not shown again.
  const [created, setCreated] = useState<Webhook | null>(null);
  const form = useDraft(EMPTY_DRAFT, null);
  const creating = useApiMutation("webhooks.create", { invalidates: ENDPOINT_READS, onSuccess: setCreated });
  useUnsaved(created === null && JSON.stringify(form.draft) !== JSON.stringify(EMPTY_DRAFT));
  if (created !== null) return <Created webhook={created} />;
  return (
    <>
      <PageHeader title="Add an endpoint" description="Where events are sent, and which." back={<BackToList />} />
      <Card className={classes["formCard"] ?? ""} padding="lg">
        <EndpointForm
          form={form}
          action="Create the endpoint"
          busy={creating.isPending}
          problem={creating.error}
          onSubmit={() =>
            creating.mutate({ body: settingsOf(form.draft) }, { onError: ({ errors }) => form.refuse(errors) })
          }
          cancel={
            <Button component={Link} to="/endpoints" variant="default">
              Cancel
            </Button>
          }
        />
      </Card>
    </>
  );
}
