import { Text, Title } from "@mantine/core";
import type { TablerIcon } from "@tabler/icons-react";
import type { ReactElement, ReactNode } from "react";
import classes from "./components.module.css";

interface EmptyStateProps {
  readonly icon: TablerIcon;
  readonly title: string;
  /** What would stand here, and how it gets here. */
  readonly description?: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyState({ icon: Icon, title, description, action }: EmptyStateProps): ReactElement {
  return (
    <div className={classes["state"]}>
      <div className={classes["stateIcon"]}>
        <Icon size={22} stroke={1.5} aria-hidden="true" />
      </div>
      <Title order={2}>{title}</Title>
      {description !== undefined && (
        <Text component="div" c="dimmed" size="sm" className={classes["stateText"] ?? ""}>
          {description}
        </Text>
      )}
      {action !== undefined && <div>{action}</div>}
    </div>
  );
}
