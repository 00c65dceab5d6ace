import { Alert, Button, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, type ReactElement, type ReactNode, useState } from "react";
import type { ApiProblem } from "../../api/problem.ts";
import { JsonEditor } from "../../components/editor/json-editor.tsx";
import { faultsOf, type TypeDraft } from "./model/draft.ts";
import { asSchema } from "./model/schema-fields.ts";

interface TypeFormProps {
  readonly start: TypeDraft;
  /** A name cannot be changed: subscriptions and consumers go by it. */
  readonly named: boolean;
  readonly action: string;
  readonly busy: boolean;
  readonly problem: ApiProblem | null;
  readonly onSubmit: (draft: TypeDraft) => void;
  readonly cancel: ReactNode;
}

/** Make or change an event type. */
export function TypeForm({ start, named, action, busy, problem, onSubmit, cancel }: TypeFormProps): ReactElement {
  const [draft, setDraft] = useState(start);
  const change = (changes: Partial<TypeDraft>): void => setDraft((before) => ({ ...before, ...changes }));
  const faults = faultsOf(draft);
  const refused = (pointer: string): string | undefined =>
    problem?.errors.find((error) => error.pointer.startsWith(pointer))?.detail;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (faults.schema === undefined && faults.example === undefined) onSubmit(draft);
  };
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="lg">
        {problem !== null && (
          <Alert color="red" variant="light" role="alert" title={problem.title}>
            {problem.detail}
          </Alert>
        )}
        {!named && (
          <TextInput
            label="Name"
            description="Words of a-z, 0-9 and _, joined by dots: what it is about, then what happened."
            placeholder="order.paid"
            required
            autoComplete="off"
            spellCheck={false}
            value={draft.name}
            error={refused("/name")}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
        )}
        <TextInput
          label="Description"
          description="When it is published, for those who subscribe."
          value={draft.description}
          error={refused("/description")}
          onChange={(event) => change({ description: event.currentTarget.value })}
        />
        <Editor
          label="JSON Schema of data"
          hint="Leave it empty for no checks."
          fault={faults.schema ?? refused("/schema")}
        >
          <JsonEditor label="JSON Schema of data" value={draft.schema} onChange={(schema) => change({ schema })} />
        </Editor>
        <div>
          <Text size="sm" fw={500} id="validation">
            When data departs from the schema
          </Text>
          <SegmentedControl
            mt={4}
            aria-labelledby="validation"
            value={draft.validation}
            onChange={(picked) => change({ validation: picked === "strict" ? "strict" : "warn" })}
            data={[
              { value: "warn", label: "Accept and flag it" },
              { value: "strict", label: "Refuse it" },
            ]}
          />
          <Text size="xs" c="dimmed" mt={4}>
            {draft.validation === "strict"
              ? "Publishing answers 422 with the place that departs. Nothing is stored."
              : "Nothing is lost to a schema: the event is delivered, and shows what departs."}
          </Text>
        </div>
        <Editor
          label="Example of data"
          hint="Samples and tests begin with it."
          fault={faults.example ?? refused("/example")}
        >
          <JsonEditor
            label="Example of data"
            value={draft.example}
            schema={
              faults.schema === undefined && draft.schema.trim() !== "" ? asSchema(JSON.parse(draft.schema)) : null
            }
            onChange={(example) => change({ example })}
          />
        </Editor>
        <Group gap="sm">
          <Button type="submit" loading={busy} disabled={!named && draft.name.trim() === ""}>
            {action}
          </Button>
          {cancel}
        </Group>
      </Stack>
    </form>
  );
}

interface EditorProps {
  readonly label: string;
  readonly hint: string;
  readonly fault: string | undefined;
  readonly children: ReactElement;
}

function Editor({ label, hint, fault, children }: EditorProps): ReactElement {
  return (
    <div>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <Text size="xs" c="dimmed" mb={4}>
        {hint}
      </Text>
      {children}
      {fault !== undefined && (
        <Text size="xs" c="var(--cc-bad-text)" mt={4} role="alert">
          {fault}
        </Text>
      )}
    </div>
  );
}
