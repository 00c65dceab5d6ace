import { Button, Modal, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import { useApiMutation } from "../../api/use-api.ts";
import { notifyProblem } from "../../components/notify.ts";

interface NewReceiverProps {
  readonly onMade: (id: string) => void;
  readonly variant?: string;
}

const NAME_CHARACTERS = 200;

export function NewReceiver({ onMade, variant = "filled" }: NewReceiverProps): ReactElement {
  const [opened, { open, close }] = useDisclosure(false);
  const [name, setName] = useState("My receiver");
  const create = useApiMutation("receivers.create", { invalidates: ["receivers.list"] });

  function make(): void {
    create.mutate(
      { body: { name: name.trim() } },
      {
        onSuccess: ({ id }) => {
          close();
          onMade(id);
        },
        onError: notifyProblem,
      },
    );
  }

  return (
    <>
      <Button variant={variant} leftSection={<IconPlus size={16} />} onClick={open}>
        New receiver
      </Button>
      <Modal opened={opened} onClose={close} title="New test receiver">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            make();
          }}
        >
          <Stack>
            <TextInput
              label="Name"
              description="For you, to tell it from others"
              maxLength={NAME_CHARACTERS}
              required
              data-autofocus
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button type="submit" loading={create.isPending} disabled={name.trim() === ""}>
              Make it
            </Button>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
