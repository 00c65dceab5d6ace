import { Button, Code, Group, List, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import type { ReactElement } from "react";
import type { ApiProblem } from "../api/problem.ts";
import classes from "./components.module.css";
import { CopyButton } from "./copy-button.tsx";
import { adviceFor } from "./problem-advice.ts";

interface ErrorStateProps {
  readonly problem: ApiProblem;
  readonly onRetry?: () => void;
  readonly fullHeight?: boolean;
}

/** Why there is nothing to show, in the API's words, and what to do about it. */
export function ErrorState({ problem, onRetry, fullHeight = false }: ErrorStateProps): ReactElement {
  const { title, detail, code, errors, requestId } = problem;
  return (
    <div className={`${classes["state"]} ${fullHeight ? classes["fullHeight"] : ""}`} role="alert">
      <div className={classes["stateIcon"]}>
        <IconAlertTriangle size={22} stroke={1.5} aria-hidden="true" />
      </div>
      <Title order={2}>{title}</Title>
      <Text size="sm" className={classes["stateText"] ?? ""}>
        {detail}
      </Text>
      {errors.length > 0 && (
        <List size="sm" ta="start">
          {errors.map((error) => (
            <List.Item key={`${error.pointer} ${error.detail}`}>
              <Code>{error.pointer === "" ? "/" : error.pointer}</Code> {error.detail}
            </List.Item>
          ))}
        </List>
      )}
      <Text size="sm" c="dimmed" className={classes["stateText"] ?? ""}>
        {adviceFor(problem)}
      </Text>
      <Group gap="xs" justify="center">
        <Code>{code}</Code>
        {requestId !== null && (
          <span className={classes["id"]}>
            {requestId}
            <CopyButton value={requestId} label="Copy the request id" />
          </span>
        )}
      </Group>
      {onRetry !== undefined && (
        <Button variant="default" mt="xs" leftSection={<IconRefresh size={16} />} onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
