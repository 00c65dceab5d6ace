import { Button, Card, Text, Title } from "@mantine/core";
import type { ReactElement } from "react";
import { LinkButton } from "../../../attempts/link-button.tsx";
import type { RouterLink } from "../../../attempts/links.ts";
import classes from "../home.module.css";

interface Next {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly link: RouterLink;
}

const NEXT: readonly Next[] = [
  {
    title: "Register your own endpoint",
    text: "The address of your application, on your machine or in production.",
    action: "Add an endpoint",
    link: { to: "/endpoints/new" },
  },
  {
    title: "Let the receiver fail",
    text: "Answer 500, hang or reset, and watch the retries.",
    action: "Open the simulator",
    link: { to: "/simulator" },
  },
  {
    title: "Verify a signature",
    text: "Paste what you got, and see why it does or does not verify.",
    action: "Open the validator",
    link: { to: "/signatures" },
  },
];

/** Where to go from the first event. */
export function WhatNext({ onLeave }: { readonly onLeave: () => void }): ReactElement {
  return (
    <section aria-labelledby="what-next">
      <Title order={2} id="what-next" mt="lg" mb="sm">
        What next
      </Title>
      <ul className={classes["next"]}>
        {NEXT.map(({ title, text, action, link }) => (
          <Card component="li" key={title} padding="md">
            <Title order={3}>{title}</Title>
            <Text size="sm" c="dimmed" mt={4} mb="sm">
              {text}
            </Text>
            <LinkButton link={link} variant="default" size="xs" mt="auto">
              {action}
            </LinkButton>
          </Card>
        ))}
      </ul>
      <Button variant="subtle" mt="sm" onClick={onLeave}>
        On to the dashboard
      </Button>
    </section>
  );
}
