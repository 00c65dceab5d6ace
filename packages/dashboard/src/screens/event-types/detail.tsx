import type { EventType } from "@callcall/webhooks/client";
import { Button, Card, Drawer, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArchive, IconEdit, IconSend } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useApiMutation, useApiQuery } from "../../api/use-api.ts";
import { LinkButton } from "../../attempts/link-button.tsx";
import { CodeSamples } from "../../components/code/code-samples.tsx";
import { confirm } from "../../components/confirm.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { CodeBlock } from "../../components/json/code-block.tsx";
import { LoadingState } from "../../components/loading-state.tsx";
import { notifyDone, notifyProblem } from "../../components/notify.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { ToneBadge } from "../../components/status-badge.tsx";
import { useMay } from "../../session/session.ts";
import { BackToTypes } from "./back-to-types.tsx";
import { FieldsTable } from "./fields-table.tsx";
import { bodyOf, draftOf } from "./model/draft.ts";
import { publishSamples } from "./model/samples.ts";
import { typeScriptOf } from "./model/typescript.ts";
import { eventTypeRoute } from "./route.ts";
import { TypeForm } from "./type-form.tsx";

const READS = ["eventTypes.list", "eventTypes.get"] as const;

export function EventTypeScreen(): ReactElement {
  const { name } = eventTypeRoute.useParams();
  const type = useApiQuery("eventTypes.get", { params: { name } });
  if (type.data !== undefined) return <Shown type={type.data} />;
  return (
    <>
      <PageHeader title={name} back={<BackToTypes />} />
      {type.error === null ? (
        <LoadingState label="Loading the event type" />
      ) : (
        <ErrorState problem={type.error} onRetry={() => void type.refetch()} />
      )}
    </>
  );
}

function Shown({ type }: { readonly type: EventType }): ReactElement {
  const { name, description, archived, built_in, validation, version, schemas, example } = type;
  const schema = schemas[version];
  const mayWrite = useMay("webhooks:write");
  const [editing, { open, close }] = useDisclosure(false);
  return (
    <>
      <PageHeader
        title={name}
        description={description}
        back={<BackToTypes />}
        aside={
          <Group gap="xs">
            {built_in && <ToneBadge tone="busy">Built in</ToneBadge>}
            {archived && <ToneBadge tone="calm">Archived</ToneBadge>}
          </Group>
        }
        actions={
          mayWrite && (
            <Group gap="xs">
              <LinkButton
                link={{ to: "/tester", search: { type: name } }}
                variant="default"
                leftSection={<IconSend size={16} />}
              >
                Test
              </LinkButton>
              <ArchiveButton name={name} archived={archived} />
              <Button leftSection={<IconEdit size={16} />} onClick={open}>
                Edit
              </Button>
            </Group>
          )
        }
      />
      <SimpleGrid cols={{ base: 1, xl: 2 }}>
        <Card>
          <Title order={2} mb={4}>
            Data
          </Title>
          <Text size="sm" c="dimmed" mb="sm">
            Version {version}.{" "}
            {schema === undefined
              ? "Any JSON is accepted: there is no schema."
              : validation === "strict"
                ? "What departs from the schema is refused."
                : "What departs from the schema is accepted and flagged."}
          </Text>
          {schema !== undefined && <FieldsTable schema={schema} />}
        </Card>
        <Stack gap="md">
          <Card>
            <Title order={2} mb="sm">
              Publish one
            </Title>
            <CodeSamples samples={publishSamples(name, example, window.location.origin)} />
          </Card>
          {schema !== undefined && (
            <Card>
              <Title order={2} mb="sm">
                Types to copy
              </Title>
              <CodeSamples
                samples={[
                  { label: "TypeScript", language: "typescript", code: typeScriptOf(name, schema) },
                  { label: "JSON Schema", language: "json", code: JSON.stringify(schema, null, 2) },
                ]}
              />
            </Card>
          )}
          {example !== null && (
            <Card>
              <Title order={2} mb="sm">
                Example
              </Title>
              <CodeBlock text={JSON.stringify(example, null, 2)} language="json" label="Example of data" wrap />
            </Card>
          )}
        </Stack>
      </SimpleGrid>
      <Drawer opened={editing} onClose={close} title={`Edit ${name}`} position="right" size="lg">
        <Edit type={type} onDone={close} />
      </Drawer>
    </>
  );
}

function Edit({ type, onDone }: { readonly type: EventType; readonly onDone: () => void }): ReactElement {
  const updating = useApiMutation("eventTypes.update", {
    invalidates: READS,
    onSuccess: () => {
      notifyDone(`${type.name} is changed`);
      onDone();
    },
  });
  const start = draftOf(type);
  return (
    <TypeForm
      start={start}
      named
      action="Save"
      busy={updating.isPending}
      problem={updating.error}
      onSubmit={(draft) => {
        const emptied = start.schema !== "" && draft.schema.trim() === "";
        const body = { ...bodyOf(draft), ...(emptied ? { schema: null } : {}) };
        updating.mutate({ params: { name: type.name }, body });
      }}
      cancel={
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      }
    />
  );
}

function ArchiveButton({ name, archived }: Pick<EventType, "name" | "archived">): ReactElement {
  const updating = useApiMutation("eventTypes.update", {
    invalidates: READS,
    onSuccess: () => notifyDone(archived ? `${name} can be published again` : `${name} is archived`),
  });
  const run = async (): Promise<void> => {
    const sure =
      archived ||
      (await confirm({
        title: `Archive ${name}?`,
        body: "It takes no new events and no new subscriptions. What was published stays, and what is pending is delivered. It can be taken out of the archive.",
        action: "Archive",
      }));
    if (sure) updating.mutate({ params: { name }, body: { archived: !archived } }, { onError: notifyProblem });
  };
  return (
    <Button
      variant="default"
      leftSection={<IconArchive size={16} />}
      loading={updating.isPending}
      onClick={() => void run()}
    >
      {archived ? "Restore" : "Archive"}
    </Button>
  );
}
