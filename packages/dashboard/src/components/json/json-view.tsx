import { Group, SegmentedControl, Stack } from "@mantine/core";
import { type ReactElement, useMemo, useState } from "react";
import { CopyButton } from "../copy-button.tsx";
import { JsonTree, type JsonWarning } from "./json-tree.tsx";
import { scanJson } from "./scan.ts";
import { TextView } from "./text-view.tsx";

type Form = "tree" | "raw";

interface JsonViewProps {
  /** The bytes as they were, as text. Not JSON is shown as it is. */
  readonly text: string;
  /** What it is: "Payload". */
  readonly label: string;
  readonly maxHeight?: string;
  /** Shown beside the values that they are about. */
  readonly warnings?: readonly JsonWarning[];
}

/** JSON to read: as a tree, or as the bytes were sent. Both show the text's own characters; copying gives the bytes. */
export function JsonView({ text, label, maxHeight, warnings }: JsonViewProps): ReactElement {
  const [form, setForm] = useState<Form>("tree");
  const scan = useMemo(() => scanJson(text), [text]);
  const sized = maxHeight === undefined ? {} : { maxHeight };
  if (!scan.ok) return <TextView text={text} label={label} {...sized} />;
  return (
    <Stack gap="xs">
      <Group justify="flex-end" gap="xs">
        <SegmentedControl
          size="xs"
          aria-label={`${label}: show as`}
          value={form}
          onChange={(picked) => setForm(picked === "raw" ? "raw" : "tree")}
          data={[
            { value: "tree", label: "Tree" },
            { value: "raw", label: "Raw" },
          ]}
        />
        {form === "tree" && <CopyButton value={text} label={`Copy: ${label}`} />}
      </Group>
      {form === "tree" ? (
        <JsonTree
          text={text}
          root={scan.root}
          nodes={scan.nodes}
          label={label}
          {...sized}
          {...(warnings === undefined ? {} : { warnings })}
        />
      ) : (
        <TextView text={text} label={label} {...sized} />
      )}
    </Stack>
  );
}
