import { Button, Card } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useApiMutation } from "../../api/use-api.ts";
import { notifyDone } from "../../components/notify.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { BackToTypes } from "./back-to-types.tsx";
import { bodyOf, EMPTY_TYPE } from "./model/draft.ts";
import { TypeForm } from "./type-form.tsx";

export function NewEventTypeScreen(): ReactElement {
  const navigate = useNavigate();
  const creating = useApiMutation("eventTypes.create", {
    invalidates: ["eventTypes.list"],
    onSuccess: ({ name }) => {
      notifyDone(`${name} can be published from now on`);
      void navigate({ to: "/event-types/$name", params: { name } });
    },
  });
  return (
    <>
      <PageHeader
        title="Add an event type"
        description="A name, and what its data looks like."
        back={<BackToTypes />}
      />
      <Card padding="lg" maw="48rem">
        <TypeForm
          start={EMPTY_TYPE}
          named={false}
          action="Add the event type"
          busy={creating.isPending}
          problem={creating.error}
          onSubmit={(draft) => creating.mutate({ body: { name: draft.name.trim(), ...bodyOf(draft) } })}
          cancel={
            <Button variant="default" renderRoot={(props) => <Link to="/event-types" {...props} />}>
              Cancel
            </Button>
          }
        />
      </Card>
    </>
  );
}
