import { NumberInput, Stack, Switch } from "@mantine/core";
import type { ReactElement } from "react";
import { faultUnder } from "../model/faults.ts";
import type { DraftForm } from "./use-draft.ts";

/** How old the signing secret may become, and who exchanges it then. */
export function RotationField({ form: { draft, faults, change } }: { readonly form: DraftForm }): ReactElement {
  return (
    <Stack gap="sm">
      <NumberInput
        label="Secret rotation"
        description="After so many days an alert says that the secret is due. Empty: never."
        placeholder="Never"
        min={1}
        max={365}
        allowDecimal={false}
        suffix=" days"
        value={draft.rotationDays}
        error={faultUnder(faults, "/secret_rotation")}
        onChange={(value) => change({ rotationDays: typeof value === "number" ? value : "" })}
      />
      {draft.rotationDays !== "" && (
        <Switch
          label="The server rotates it by itself"
          description="The old secret signs for 7 more days. Your consumer has to get the new one from the API."
          checked={draft.rotationAutomatic}
          onChange={(event) => change({ rotationAutomatic: event.currentTarget.checked })}
        />
      )}
    </Stack>
  );
}
