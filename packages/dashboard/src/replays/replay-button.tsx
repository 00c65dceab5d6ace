import type { ReplaySelection } from "@callcall/webhooks/client";
import { Button, type ButtonProps } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconRepeat } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { useMay } from "../session/session.ts";
import { ReplayDialog } from "./replay-dialog.tsx";

interface ReplayButtonProps {
  readonly webhookId: string;
  readonly which: ReplaySelection;
  readonly label: string;
  readonly size?: NonNullable<ButtonProps["size"]>;
}

/** Opens the dialog; nothing for those who may not send. */
export function ReplayButton({ webhookId, which, label, size = "sm" }: ReplayButtonProps): ReactElement | null {
  const [opened, { open, close }] = useDisclosure(false);
  if (!useMay("events:write")) return null;
  return (
    <>
      <Button size={size} variant="default" leftSection={<IconRepeat size={size === "xs" ? 14 : 16} />} onClick={open}>
        {label}
      </Button>
      <ReplayDialog webhookId={webhookId} which={which} opened={opened} onClose={close} />
    </>
  );
}
