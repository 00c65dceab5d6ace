import type { Webhook } from "@callcall/webhooks/client";
import { Button, Card } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { useApiMutation } from "../../../api/use-api.ts";
import { notifyDone } from "../../../components/notify.ts";
import { useMay } from "../../../session/session.ts";
import classes from "../endpoints.module.css";
import { EndpointForm } from "../form/endpoint-form.tsx";
import { useDraft } from "../form/use-draft.ts";
import { useUnsaved } from "../form/use-unsaved.ts";
import { changesBetween, draftOf } from "../model/draft.ts";
import { ENDPOINT_READS } from "../model/use-switching.ts";
import { Facts } from "./facts.tsx";

export function Settings({ webhook }: { readonly webhook: Webhook }): ReactElement {
  const mayWrite = useMay("webhooks:write");
  return mayWrite ? <EditForm webhook={webhook} /> : <Facts webhook={webhook} />;
}

function EditForm({ webhook }: { readonly webhook: Webhook }): ReactElement {
  // What it was when the editing began: only what is changed here is sent.
  const [before, setBefore] = useState(() => draftOf(webhook));
  const form = useDraft(before, webhook.id);
  const saving = useApiMutation("webhooks.update", {
    invalidates: ENDPOINT_READS,
    onSuccess: (saved) => {
      notifyDone("The settings are saved");
      const draft = draftOf(saved);
      setBefore(draft);
      form.reset(draft);
    },
  });
  const changes = changesBetween(before, form.draft);
  const unchanged = Object.keys(changes).length === 0;
  useUnsaved(!unchanged);
  return (
    <Card className={classes["formCard"] ?? ""} padding="lg">
      <EndpointForm
        form={form}
        action="Save the changes"
        busy={saving.isPending}
        problem={saving.error}
        unchanged={unchanged}
        advancedOpen
        onSubmit={() =>
          saving.mutate({ params: { id: webhook.id }, body: changes }, { onError: ({ errors }) => form.refuse(errors) })
        }
        cancel={
          <Button variant="default" disabled={unchanged} onClick={() => form.reset(before)}>
            Discard
          </Button>
        }
      />
    </Card>
  );
}
