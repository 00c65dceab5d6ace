import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { EmptyState } from "../components/empty-state.tsx";

export function UnknownAddress(): ReactElement {
  return (
    <>
      <title>Not found · CallCall Webhooks</title>
      <EmptyState
        icon={IconMapOff}
        title="There is no such screen"
        description="The address is mistyped, or the screen has moved."
        action={
          <Button component={Link} to="/" variant="light">
            Go to Home
          </Button>
        }
      />
    </>
  );
}
