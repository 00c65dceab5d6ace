import type { Scope } from "@callcall/webhooks/client";
import { Checkbox, Fieldset, Input, SegmentedControl, SimpleGrid, Stack, Text } from "@mantine/core";
import type { ReactElement } from "react";
import { groupsOf, PRESETS, presetOf } from "./scopes.ts";

interface ScopePickerProps {
  /** What may be given: nobody gives away what they do not have. */
  readonly given: readonly Scope[];
  readonly chosen: readonly Scope[];
  readonly onChange: (scopes: Scope[]) => void;
  readonly error?: string | undefined;
}

/** What a key or a link may do: the usual choices first, each scope with what it allows below. */
export function ScopePicker({ given, chosen, onChange, error }: ScopePickerProps): ReactElement {
  const preset = presetOf(chosen, given);
  const presets = PRESETS.filter(({ has }) => given.some(has));
  const { description = "Just the scopes that are ticked" } = presets.find(({ value }) => value === preset) ?? {};
  return (
    <Stack gap="xs">
      <div>
        <Input.Label id="scope-preset">What it may do</Input.Label>
        <SegmentedControl
          fullWidth
          aria-labelledby="scope-preset"
          data={[...presets.map(({ value, label }) => ({ value, label })), { value: "custom", label: "Custom" }]}
          value={preset}
          onChange={(value) => {
            const picked = presets.find((one) => one.value === value);
            if (picked !== undefined) onChange(given.filter(picked.has));
          }}
        />
        <Text size="xs" c="dimmed" mt={4} aria-live="polite">
          {description}
        </Text>
      </div>
      <Checkbox.Group
        aria-label="Scopes"
        value={[...chosen]}
        onChange={(scopes) => onChange(given.filter((scope) => scopes.includes(scope)))}
        error={error}
      >
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          {groupsOf(given).map(({ label, scopes }) => (
            <Fieldset key={label} legend={label} radius="sm" p="sm">
              <Stack gap="xs">
                {scopes.map(({ scope, allows }) => (
                  <Checkbox key={scope} value={scope} label={scope} description={allows} />
                ))}
              </Stack>
            </Fieldset>
          ))}
        </SimpleGrid>
      </Checkbox.Group>
    </Stack>
  );
}
