import { Stack, TextInput } from "@mantine/core";
import type { ReactElement } from "react";
import { useSession } from "../../../session/session.ts";
import { faultUnder } from "../model/faults.ts";
import { EventPicker } from "./event-picker.tsx";
import type { DraftForm } from "./use-draft.ts";

/** What every endpoint needs: where, what, and a name for people. */
export function BasicFields({ form }: { readonly form: DraftForm }): ReactElement {
  const { draft, faults, change, leave } = form;
  const { mode } = useSession();
  return (
    <Stack gap="md">
      <TextInput
        label="Endpoint URL"
        description={
          mode === "development"
            ? "Where events are sent. This server is in development mode: http:// and addresses of this machine are fine."
            : "Where events are sent: a public https:// address."
        }
        placeholder="https://your-domain.com/webhook"
        type="url"
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        required
        value={draft.url}
        error={faultUnder(faults, "/url")}
        onChange={(event) => change({ url: event.currentTarget.value })}
        onBlur={() => draft.url !== "" && leave("url")}
      />
      <TextInput
        label="Description"
        description="For people: what it is, whose it is."
        placeholder="Production webhook handler"
        value={draft.description}
        error={faultUnder(faults, "/description")}
        onChange={(event) => change({ description: event.currentTarget.value })}
      />
      <EventPicker form={form} />
    </Stack>
  );
}
