import type { Scope } from "@callcall/webhooks/client";
import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { type FormEvent, type ReactElement, useState } from "react";
import { useApiMutation } from "../../api/use-api.ts";
import { CodeBlock } from "../../components/json/code-block.tsx";
import { MakeOnce } from "../../components/make-once.tsx";
import { Notice } from "../../components/notice.tsx";
import { ScopePicker } from "../../components/scope-picker.tsx";
import { ShownOnce } from "../../components/shown-once.tsx";
import { useSession } from "../../session/session.ts";

const DAY_MS = 86_400_000;
const LIFETIMES = [
  { value: "", label: "Until it is revoked" },
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
];

interface NewKey {
  readonly key: string;
  readonly scopes: readonly Scope[];
}

interface CreateKeyProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Make a key, then show it once. */
export function CreateKey(props: CreateKeyProps): ReactElement {
  return (
    <MakeOnce<NewKey>
      {...props}
      size="lg"
      titles={{ form: "Make an API key", made: "Your new API key" }}
      form={(onMade, onCancel) => <KeyForm onMade={onMade} onCancel={onCancel} />}
      made={(made, onDone) => <MadeKey made={made} onDone={onDone} />}
    />
  );
}

interface KeyFormProps {
  readonly onMade: (made: NewKey) => void;
  readonly onCancel: () => void;
}

function KeyForm({ onMade, onCancel }: KeyFormProps): ReactElement {
  const { scopes: given } = useSession();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(given.includes("events:write") ? ["events:write"] : []);
  const [days, setDays] = useState<string>("");
  const [tried, setTried] = useState(false);
  const making = useApiMutation("keys.create", { invalidates: ["keys.list", "audit.list"], onSuccess: onMade });
  const faults = {
    name: tried && name.trim() === "" ? "Give it a name that says where it is used" : undefined,
    scopes: tried && scopes.length === 0 ? "Choose at least one scope" : undefined,
  };

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === "" || scopes.length === 0) return;
    const end = days === "" ? {} : { expires_at: new Date(Date.now() + Number(days) * DAY_MS).toISOString() };
    making.mutate({ body: { name: name.trim(), scopes: [...scopes], ...end } });
  };

  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label="Name"
          description="Where it is used: revoking the right one is easy then."
          placeholder="billing service, production"
          maxLength={200}
          required
          data-autofocus
          value={name}
          error={faults.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <ScopePicker given={given} chosen={scopes} onChange={setScopes} error={faults.scopes} />
        <Select
          label="Valid"
          description="What expires by itself cannot be forgotten."
          data={LIFETIMES}
          allowDeselect={false}
          value={days}
          onChange={(value) => setDays(value ?? "")}
        />
        {making.error !== null && (
          <Notice tone="bad" role="alert" title={making.error.title}>
            {making.error.detail}
          </Notice>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={making.isPending}>
            Make the key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface MadeKeyProps {
  readonly made: NewKey;
  readonly onDone: () => void;
}

function MadeKey({ made: { key, scopes }, onDone }: MadeKeyProps): ReactElement {
  const publishes = scopes.includes("events:write") && !scopes.includes("events:read");
  return (
    <ShownOnce
      label="API key"
      value={key}
      warning="The server keeps a hash of it, not the key. Put it where your service reads its secrets; if it is lost, make another one."
      onDone={onDone}
    >
      <CodeBlock label="How to use the key" text={publishes ? publishing(key) : asking(key)} wrap maxHeight="12rem" />
    </ShownOnce>
  );
}

function publishing(key: string): string {
  return `curl -sX POST ${location.origin}/api/v1/events \\
  -H "authorization: Bearer ${key}" \\
  -H "content-type: application/json" \\
  -d '{"type":"customer.qualified","data":{"customer_id":"customer_987654321","score":85,"qualification_type":"hot","triggers":["budget_match"]}}'`;
}

function asking(key: string): string {
  return `curl -s ${location.origin}/api/v1/session -H "authorization: Bearer ${key}"`;
}
