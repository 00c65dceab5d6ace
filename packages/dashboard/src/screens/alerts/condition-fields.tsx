import type { AlertCondition } from "@callcall/webhooks/client";
import { NumberInput, type NumberInputProps, Select, SimpleGrid } from "@mantine/core";
import type { ReactElement } from "react";
import type { ApiProblem } from "../../api/problem.ts";
import { faultAt } from "./form.ts";
import { span } from "./words.ts";

interface ConditionFieldsProps {
  readonly condition: AlertCondition;
  readonly problem: ApiProblem | null;
  readonly onChange: (condition: AlertCondition) => void;
}

const SPANS = [60, 300, 900, 1_800, 3_600, 21_600, 86_400];

/** The numbers of a condition; two kinds have none. */
export function ConditionFields({ condition, problem, onChange }: ConditionFieldsProps): ReactElement | null {
  const error = (field: string) => faultAt(problem, `/condition/${field}`) ?? null;
  switch (condition.kind) {
    case "failing_rate":
      return (
        <SimpleGrid cols={{ base: 1, xs: 3 }}>
          <WholeNumber
            label="Failing attempts"
            suffix=" %"
            min={1}
            max={100}
            value={condition.failed_percent}
            onValue={(failed_percent) => onChange({ ...condition, failed_percent })}
            error={error("failed_percent")}
          />
          <Sample of="attempts" condition={condition} error={error("min_attempts")} onChange={onChange} />
        </SimpleGrid>
      );
    case "latency":
      return (
        <SimpleGrid cols={{ base: 1, xs: 3 }}>
          <WholeNumber
            label="95th percentile"
            suffix=" ms"
            min={1}
            max={30_000}
            value={condition.p95_ms}
            onValue={(p95_ms) => onChange({ ...condition, p95_ms })}
            error={error("p95_ms")}
          />
          <Sample of="answers" condition={condition} error={error("min_attempts")} onChange={onChange} />
        </SimpleGrid>
      );
    case "backlog_age":
      return (
        <Seconds
          label="Due and not sent for"
          choices={SPANS}
          value={condition.seconds}
          onValue={(seconds) => onChange({ ...condition, seconds })}
        />
      );
    default:
      return null;
  }
}

type Sampled = Extract<AlertCondition, { readonly min_attempts: number }>;

interface SampleProps<Condition> {
  readonly of: "attempts" | "answers";
  readonly condition: Condition;
  readonly error: string | null;
  readonly onChange: (condition: Condition) => void;
}

/** What a figure is taken over: how far back, and how many it needs to mean something. */
function Sample<Condition extends Sampled>({ of, condition, error, onChange }: SampleProps<Condition>): ReactElement {
  return (
    <>
      <Seconds
        label="Within"
        choices={SPANS}
        value={condition.window_seconds}
        onValue={(window_seconds) => onChange({ ...condition, window_seconds })}
      />
      <WholeNumber
        label="With at least"
        suffix={` ${of}`}
        min={1}
        max={1_000_000}
        value={condition.min_attempts}
        onValue={(min_attempts) => onChange({ ...condition, min_attempts })}
        error={error}
      />
    </>
  );
}

interface WholeNumberProps extends Pick<NumberInputProps, "label" | "suffix" | "min" | "max" | "error"> {
  readonly value: number;
  readonly onValue: (value: number) => void;
}

function WholeNumber({ value, onValue, ...props }: WholeNumberProps): ReactElement {
  return (
    <NumberInput
      {...props}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="blur"
      thousandSeparator=","
      value={value}
      onChange={(typed) => {
        if (typeof typed === "number") onValue(typed);
      }}
    />
  );
}

interface SecondsProps {
  readonly label: string;
  readonly choices: readonly number[];
  readonly value: number;
  readonly onValue: (value: number) => void;
}

function Seconds({ label, choices, value, onValue }: SecondsProps): ReactElement {
  // What was set through the API may be none of ours.
  const all = choices.includes(value) ? choices : [...choices, value].sort((a, b) => a - b);
  return (
    <Select
      label={label}
      allowDeselect={false}
      value={String(value)}
      onChange={(picked) => onValue(Number(picked))}
      data={all.map((seconds) => ({ value: String(seconds), label: span(seconds) }))}
    />
  );
}
