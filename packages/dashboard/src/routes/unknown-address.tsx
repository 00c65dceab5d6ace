import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { EmptyState } from "../components/empty-state.tsx";
import { useBrandTitle } from "../session/brand.ts";

export function UnknownAddress(): ReactElement {
  const brand = useBrandTitle();
  return (
    <>
      <title>{`Not found · ${brand}`}</title>
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
