import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";

export function BackToTypes(): ReactElement {
  return <Anchor renderRoot={(props) => <Link to="/event-types" {...props} />}>Event types</Anchor>;
}
