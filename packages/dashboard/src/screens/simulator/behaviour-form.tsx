import type { Receiver } from "@callcall/webhooks/client";
import { Button, Group, NumberInput, Select } from "@mantine/core";
import { type ReactElement, useState } from "react";
import { useApiMutation } from "../../api/use-api.ts";
import { notifyDone, notifyProblem } from "../../components/notify.ts";
import { ANSWERS, NUMBERS } from "./answers.ts";

type Answer = Receiver["behaviour"]["answer"];

/** How it answers from the next request on. */
export function BehaviourForm({ receiver }: { readonly receiver: Receiver }): ReactElement {
  const [behaviour, setBehaviour] = useState(receiver.behaviour);
  const update = useApiMutation("receivers.update", { invalidates: ["receivers.list", "receivers.get"] });
  const number = NUMBERS[behaviour.answer];
  const isChanged = JSON.stringify(behaviour) !== JSON.stringify(receiver.behaviour);

  function save(): void {
    update.mutate(
      { params: { id: receiver.id }, body: { behaviour } },
      { onSuccess: () => notifyDone("It answers so from now on"), onError: notifyProblem },
    );
  }

  return (
    <Group align="flex-end" gap="sm">
      <Select
        label="It answers with"
        description={ANSWERS[behaviour.answer].description}
        allowDeselect={false}
        value={behaviour.answer}
        onChange={(answer) => answer !== null && setBehaviour({ ...behaviour, answer: answer as Answer })}
        data={Object.entries(ANSWERS).map(([value, { label }]) => ({ value, label }))}
      />
      {number !== undefined && (
        <NumberInput
          label={number.label}
          min={number.min}
          max={number.max}
          step={number.step}
          allowDecimal={false}
          clampBehavior="blur"
          value={behaviour[number.field]}
          onChange={(value) => typeof value === "number" && setBehaviour({ ...behaviour, [number.field]: value })}
        />
      )}
      <Button onClick={save} disabled={!isChanged} loading={update.isPending}>
        Save
      </Button>
    </Group>
  );
}
