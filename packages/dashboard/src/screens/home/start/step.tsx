import { Text, Title } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import type { ReactElement, ReactNode } from "react";
import classes from "../home.module.css";

export type StepState = "done" | "now" | "later";

interface StepProps {
  readonly number: number;
  readonly state: StepState;
  readonly title: string;
  readonly description: string;
  /** What is to be done now, or what came of it. */
  readonly children?: ReactNode;
}

const SPOKEN: Readonly<Record<StepState, string>> = { done: "done", now: "to do now", later: "comes later" };

/** One of the numbered steps of the start. */
export function Step({ number, state, title, description, children }: StepProps): ReactElement {
  return (
    <li className={classes["step"]} data-state={state} aria-current={state === "now" ? "step" : undefined}>
      <span className={classes["mark"]} role="img" aria-label={`Step ${number}: ${SPOKEN[state]}`}>
        {state === "done" ? <IconCheck size={16} stroke={2.5} aria-hidden="true" /> : number}
      </span>
      <div className={classes["stepBody"]}>
        <Title order={2}>{title}</Title>
        <Text size="sm" c="dimmed" mt={2}>
          {description}
        </Text>
        {children}
      </div>
    </li>
  );
}
