import { ActionIcon, Button, Group, Input, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { ReactElement } from "react";
import classes from "../endpoints.module.css";
import { emptyLine, type Line } from "../model/draft.ts";
import { type Fault, faultAt, token } from "../model/faults.ts";

interface LinesFieldProps {
  readonly label: string;
  readonly description: string;
  /** "header": for the names of the buttons. */
  readonly noun: string;
  readonly namePlaceholder: string;
  readonly valuePlaceholder: string;
  /** Where it stands in the settings: "/headers". */
  readonly pointer: string;
  readonly lines: readonly Line[];
  readonly faults: readonly Fault[];
  readonly onChange: (lines: readonly Line[]) => void;
}

/** Names and values. A value of `null` is set and not shown: it stays until another is put in its place. */
export function LinesField(props: LinesFieldProps): ReactElement {
  const { label, description, noun, namePlaceholder, valuePlaceholder, pointer, lines, faults, onChange } = props;
  const put = (key: number, changes: Partial<Line>): void =>
    onChange(lines.map((line) => (line.key === key ? { ...line, ...changes } : line)));
  return (
    <Input.Wrapper label={label} description={description} error={faultAt(faults, pointer)} labelElement="div">
      <Stack gap="xs" mt="xs" role="group" aria-label={label}>
        {lines.map(({ key, name, value }, index) => (
          <Group key={key} gap="xs" align="flex-start" wrap="nowrap" className={classes["line"] ?? ""}>
            <TextInput
              aria-label={`Name of ${noun} ${index + 1}`}
              placeholder={namePlaceholder}
              spellCheck={false}
              flex="1 1 10rem"
              readOnly={value === null}
              value={name}
              error={name === "" ? undefined : faultAt(faults, `${pointer}/${token(name.trim())}`)}
              onChange={(event) => put(key, { name: event.currentTarget.value })}
            />
            {value === null ? (
              <TextInput
                aria-label={`Value of ${noun} ${index + 1}`}
                flex="2 1 14rem"
                readOnly
                value="Set, not shown"
                rightSectionWidth={72}
                rightSection={
                  <Button size="compact-xs" variant="subtle" onClick={() => put(key, { value: "" })}>
                    Replace
                  </Button>
                }
              />
            ) : (
              <TextInput
                aria-label={`Value of ${noun} ${index + 1}`}
                placeholder={valuePlaceholder}
                spellCheck={false}
                autoComplete="off"
                flex="2 1 14rem"
                value={value}
                onChange={(event) => put(key, { value: event.currentTarget.value })}
              />
            )}
            <ActionIcon
              size="lg"
              aria-label={`Remove ${noun} ${name === "" ? index + 1 : name}`}
              onClick={() => onChange(lines.filter((line) => line.key !== key))}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        <div>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => onChange([...lines, emptyLine(lines)])}
          >
            Add a {noun}
          </Button>
        </div>
      </Stack>
    </Input.Wrapper>
  );
}
