import { Button, CopyButton, Group, Stack, TextInput } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { ReactElement, ReactNode } from "react";
import { Notice } from "./notice.tsx";

interface ShownOnceProps {
  /** "API key" */
  readonly label: string;
  readonly value: string;
  /** Why it is now or never. */
  readonly warning: string;
  readonly children?: ReactNode;
  readonly onDone: () => void;
}

/** A secret that is never shown again: select it, copy it, and say that you have it. */
export function ShownOnce({ label, value, warning, children, onDone }: ShownOnceProps): ReactElement {
  return (
    <Stack gap="md">
      <Notice tone="warn" title="Shown this once">
        {warning}
      </Notice>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          label={label}
          value={value}
          readOnly
          flex={1}
          miw={0}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          onFocus={(event) => event.currentTarget.select()}
          data-autofocus
        />
        <CopyButton value={value} timeout={2000}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            >
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
      </Group>
      {children}
      <Group justify="flex-end">
        <Button onClick={onDone}>I have stored it</Button>
      </Group>
    </Stack>
  );
}
