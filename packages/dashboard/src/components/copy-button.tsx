import { ActionIcon, CopyButton as Copying, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { ReactElement } from "react";

interface CopyButtonProps {
  readonly value: string;
  /** "Copy the secret" */
  readonly label?: string;
  readonly size?: number;
}

export function CopyButton({ value, label = "Copy", size = 14 }: CopyButtonProps): ReactElement {
  return (
    <Copying value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? "Copied" : label}>
          <ActionIcon size="sm" onClick={copy} aria-label={copied ? "Copied" : label}>
            {copied ? <IconCheck size={size} color="var(--cc-ok-mark)" /> : <IconCopy size={size} stroke={1.75} />}
          </ActionIcon>
        </Tooltip>
      )}
    </Copying>
  );
}
