import { Group, Text, Title } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import { useBrandTitle } from "../session/brand.ts";
import classes from "./components.module.css";

interface PageHeaderProps {
  readonly title: string;
  /** Beside the title: a badge, an id. */
  readonly aside?: ReactNode;
  readonly description?: ReactNode;
  /** Above the title: the way back. */
  readonly back?: ReactNode;
  /** Buttons at the end of the line. */
  readonly actions?: ReactNode;
}

/** The head of a screen. Sets the title of the window as well. */
export function PageHeader({ title, aside, description, back, actions }: PageHeaderProps): ReactElement {
  const brand = useBrandTitle();
  return (
    <header className={classes["pageHeader"]}>
      <title>{`${title} · ${brand}`}</title>
      {back !== undefined && <div className={classes["back"]}>{back}</div>}
      <Group justify="space-between" align="flex-start" gap="sm">
        <div className={classes["pageHeaderText"]}>
          <Group gap="sm" align="center">
            <Title order={1}>{title}</Title>
            {aside}
          </Group>
          {description !== undefined && (
            <Text component="div" c="dimmed" size="sm" mt={2}>
              {description}
            </Text>
          )}
        </div>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
    </header>
  );
}
