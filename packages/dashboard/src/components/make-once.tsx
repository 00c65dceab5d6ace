import { Modal } from "@mantine/core";
import { type ReactElement, type ReactNode, useState } from "react";

interface MakeOnceProps<Made> {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly size: "lg" | "xl";
  /** Of the dialog, before and after. */
  readonly titles: { readonly form: string; readonly made: string };
  readonly form: (onMade: (made: Made) => void, onCancel: () => void) => ReactNode;
  readonly made: (made: Made, onDone: () => void) => ReactNode;
}

/** Make something that can be read only once, and show it that once. */
export function MakeOnce<Made>({ opened, onClose, size, titles, ...parts }: MakeOnceProps<Made>): ReactElement {
  const [made, setMade] = useState<Made | null>(null);
  const close = (): void => {
    onClose();
    setMade(null);
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={made === null ? titles.form : titles.made}
      size={size}
      // What was made and not copied is lost: a slip beside the dialog must not close it.
      closeOnClickOutside={made === null}
      closeOnEscape={made === null}
      withCloseButton={made === null}
    >
      {made === null ? parts.form(setMade, close) : parts.made(made, close)}
    </Modal>
  );
}
