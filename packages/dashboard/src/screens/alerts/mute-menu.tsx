import type { AlertRule } from "@callcall/webhooks/client";
import { ActionIcon, Button, Menu, Modal, Stack } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import "@mantine/dates/styles.layer.css";
import { useDisclosure } from "@mantine/hooks";
import { IconBell, IconBellOff, IconDots, IconTrash } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import { useNow } from "../../components/use-now.ts";
import { useAlertActions } from "./use-alert-actions.ts";

const HOUR_MS = 3_600_000;

/** Mute for a while, speak again, remove. */
export function RuleMenu({
  rule,
  onRemoved,
}: {
  readonly rule: AlertRule;
  readonly onRemoved?: () => void;
}): ReactElement {
  const { change, remove } = useAlertActions();
  const [asking, { open, close }] = useDisclosure(false);
  const muted = isMuted(rule, useNow());
  const mute = (untilMs: number): void =>
    change(rule, { muted_until: new Date(untilMs).toISOString() }, "The rule is muted: alerts are recorded meanwhile");
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon aria-label={`More for ${rule.name}`} size="lg">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Alerts are recorded, and nobody is told</Menu.Label>
          <Menu.Item leftSection={<IconBellOff size={16} />} onClick={() => mute(Date.now() + HOUR_MS)}>
            Mute for an hour
          </Menu.Item>
          <Menu.Item leftSection={<IconBellOff size={16} />} onClick={() => mute(Date.now() + 24 * HOUR_MS)}>
            Mute for a day
          </Menu.Item>
          <Menu.Item leftSection={<IconBellOff size={16} />} onClick={open}>
            Mute until …
          </Menu.Item>
          {muted && (
            <Menu.Item
              leftSection={<IconBell size={16} />}
              onClick={() => change(rule, { muted_until: null }, "The rule speaks again")}
            >
              Speak again
            </Menu.Item>
          )}
          {!rule.built_in && (
            <>
              <Menu.Divider />
              <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => remove(rule, onRemoved)}>
                Remove the rule
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={asking} onClose={close} title={`Mute “${rule.name}”`}>
        <MuteUntil
          onPick={(untilMs) => {
            close();
            mute(untilMs);
          }}
        />
      </Modal>
    </>
  );
}

function MuteUntil({ onPick }: { readonly onPick: (untilMs: number) => void }): ReactElement {
  const [value, setValue] = useState<string | null>(null);
  const untilMs = value === null ? Number.NaN : Date.parse(value);
  const inFuture = untilMs > Date.now();
  return (
    <Stack>
      <DateTimePicker
        label="Until"
        description="In your time zone"
        placeholder="Pick a day and a time"
        minDate={new Date()}
        value={value}
        onChange={(picked) => setValue(picked === null ? null : String(picked))}
        error={value !== null && !inFuture ? "Is not in the future" : null}
        popoverProps={{ withinPortal: false }}
        data-autofocus
      />
      <Button disabled={!inFuture} onClick={() => onPick(untilMs)}>
        Mute the rule
      </Button>
    </Stack>
  );
}

export function isMuted({ muted_until: until }: AlertRule, nowMs: number): boolean {
  return until !== null && Date.parse(until) > nowMs;
}
