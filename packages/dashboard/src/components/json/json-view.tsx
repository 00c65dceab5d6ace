import { Group, SegmentedControl, Stack } from "@mantine/core";
import { type ReactElement, useMemo, useState } from "react";
import { CodeBlock } from "./code-block.tsx";
import { JsonTree } from "./json-tree.tsx";
import { prettyJson } from "./tokens.ts";
import { parseJson } from "./tree-data.ts";

type Form = "pretty" | "tree" | "raw";

interface JsonViewProps {
  /** The bytes as they were, as text. Not JSON is shown as it is. */
  readonly text: string;
  /** What it is: "Payload". */
  readonly label: string;
  readonly maxHeight?: string;
}

/** JSON to read: indented, as a tree, or as the bytes were sent. Copying gives the bytes. */
export function JsonView({ text, label, maxHeight }: JsonViewProps): ReactElement {
  const [form, setForm] = useState<Form>("pretty");
  const parsed = useMemo(() => parse(text), [text]);
  const sized = maxHeight === undefined ? {} : { maxHeight };
  if (parsed === undefined) return <CodeBlock text={text} label={label} wrap {...sized} />;
  return (
    <Stack gap="xs">
      <Group justify="flex-end">
        <SegmentedControl
          size="xs"
          aria-label={`${label}: show as`}
          value={form}
          onChange={(picked) => setForm(picked as Form)}
          data={[
            { value: "pretty", label: "Pretty" },
            { value: "tree", label: "Tree" },
            { value: "raw", label: "Raw" },
          ]}
        />
      </Group>
      {form === "tree" && <JsonTree value={parsed.value} label={label} />}
      {form === "pretty" && <CodeBlock text={prettyJson(text)} copy={text} language="json" label={label} {...sized} />}
      {form === "raw" && <CodeBlock text={text} language="json" label={label} wrap {...sized} />}
    </Stack>
  );
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: parseJson(text) };
  } catch {
    return undefined;
  }
}
