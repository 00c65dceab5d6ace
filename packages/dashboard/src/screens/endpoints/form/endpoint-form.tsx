import { Alert, Button, Collapse, Group, Stack, UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { type FormEvent, type ReactElement, useRef, useState } from "react";
import type { ApiProblem } from "../../../api/problem.ts";
import classes from "../endpoints.module.css";
import { AdvancedFields } from "./advanced-fields.tsx";
import { BasicFields } from "./basic-fields.tsx";
import type { DraftForm } from "./use-draft.ts";

interface EndpointFormProps {
  readonly form: DraftForm;
  /** "Create the endpoint" */
  readonly action: string;
  readonly busy: boolean;
  readonly problem: ApiProblem | null;
  /** Everything is in order: send it. */
  readonly onSubmit: () => void;
  readonly advancedOpen?: boolean;
  /** Nothing to send: nothing has changed. */
  readonly unchanged?: boolean;
  /** The way out. */
  readonly cancel: ReactElement;
}

const BASIC = /^\/(?:url|events|description)/;

export function EndpointForm(props: EndpointFormProps): ReactElement {
  const { form, action, busy, problem, onSubmit, advancedOpen = false, unchanged = false, cancel } = props;
  const [open, setOpen] = useState(advancedOpen);
  const [judging, setJudging] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const hidden = form.faults.some(({ pointer }) => !BASIC.test(pointer));
  const shown = open || hidden;

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setJudging(true);
    // A server that cannot be asked now will say what is wrong when it is sent.
    const sound = await form.settle().catch(() => true);
    setJudging(false);
    if (sound) return onSubmit();
    // The fields know of it with the next drawing.
    requestAnimationFrame(() => element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };

  return (
    <form ref={element} noValidate onSubmit={(event) => void submit(event)}>
      <Stack gap="lg">
        {problem !== null && (
          <Alert color="red" variant="light" role="alert" title={problem.title}>
            {problem.detail}
            {problem.requestId !== null && ` (${problem.requestId})`}
          </Alert>
        )}
        <BasicFields form={form} />
        <div>
          <UnstyledButton
            className={classes["disclosure"] ?? ""}
            aria-expanded={shown}
            aria-controls="advanced-settings"
            onClick={() => setOpen(!shown)}
          >
            <IconChevronRight size={16} aria-hidden="true" className={classes["disclosureArrow"]} />
            Advanced: filter, headers, rate, order, retries, metadata
          </UnstyledButton>
          <Collapse expanded={shown} id="advanced-settings">
            <div className={classes["advanced"]}>
              <AdvancedFields form={form} />
            </div>
          </Collapse>
        </div>
        <Group gap="sm">
          <Button type="submit" loading={busy || judging} disabled={unchanged}>
            {action}
          </Button>
          {cancel}
        </Group>
      </Stack>
    </form>
  );
}
