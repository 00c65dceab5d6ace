import { Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import type { ReactNode } from "react";

interface Question {
  readonly title: string;
  /** What will happen, and what cannot be undone. */
  readonly body: ReactNode;
  /** The deed: "Delete the endpoint", never "OK". */
  readonly action: string;
  /** It destroys something. */
  readonly dangerous?: boolean;
}

/** Ask before something that matters. Resolves to false when the dialog is closed in any other way. */
export function confirm({ title, body, action, dangerous = false }: Question): Promise<boolean> {
  return new Promise((resolve) => {
    modals.openConfirmModal({
      title,
      children: (
        <Text component="div" size="sm">
          {body}
        </Text>
      ),
      labels: { confirm: action, cancel: "Cancel" },
      confirmProps: dangerous ? { color: "red" } : {},
      onConfirm: () => resolve(true),
      onCancel: () => resolve(false),
      onClose: () => resolve(false),
    });
  });
}
