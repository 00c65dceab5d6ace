import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";

export function BackToList(): ReactElement {
  return (
    <Anchor component={Link} to="/endpoints" inherit>
      ← Endpoints
    </Anchor>
  );
}
