import { Anchor, type AnchorProps, Button, type ButtonProps } from "@mantine/core";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactElement, ReactNode } from "react";
import type { RouterLink } from "./links.ts";

interface LinkButtonProps extends ButtonProps {
  readonly link: RouterLink;
  readonly children: ReactNode;
}

/** A button that leads to another screen. */
export function LinkButton({ link, children, ...look }: LinkButtonProps): ReactElement {
  return (
    <Button renderRoot={(props) => <Link {...(link as LinkProps)} {...props} />} {...look}>
      {children}
    </Button>
  );
}

interface TextLinkProps extends AnchorProps {
  readonly link: RouterLink;
  readonly children: ReactNode;
}

/** Text that leads to another screen. */
export function TextLink({ link, children, ...look }: TextLinkProps): ReactElement {
  return (
    <Anchor renderRoot={(props) => <Link {...(link as LinkProps)} {...props} />} inherit {...look}>
      {children}
    </Anchor>
  );
}
