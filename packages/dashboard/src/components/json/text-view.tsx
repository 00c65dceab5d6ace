import { Button, Group, Text } from "@mantine/core";
import { type ReactElement, useMemo, useState } from "react";
import classes from "../components.module.css";
import { CopyButton } from "../copy-button.tsx";
import { bytes } from "../format.ts";
import own from "./json.module.css";
import { cutText, visibleText } from "./visible-text.ts";

/** So much is laid out at once: one line of a megabyte keeps a browser busy for seconds. */
const SHOWN_CHARACTERS = 32 * 1024;

interface TextViewProps {
  /** From outside: shown as text, whatever it holds. */
  readonly text: string;
  readonly label: string;
  readonly maxHeight?: string;
}

/** Text exactly as it was sent, wrapped. What would stay unseen in it (escapes, direction marks) is shown by its name. */
export function TextView({ text, label, maxHeight = "28rem" }: TextViewProps): ReactElement {
  const [all, setAll] = useState(false);
  const runs = useMemo(() => visibleText(all ? text : cutText(text, SHOWN_CHARACTERS)), [text, all]);
  let at = 0;
  return (
    <div className={classes["code"]} data-wrap>
      <section tabIndex={0} aria-label={label} className={classes["codeScroll"]} style={{ maxHeight }}>
        <pre>
          {runs.map(({ text: run, name }) => {
            const key = at;
            at += run.length;
            return name === null ? (
              <span key={key}>{run}</span>
            ) : (
              <mark key={key} className={own["hidden"]} title={`An invisible character: ${name}`}>
                {name}
              </mark>
            );
          })}
        </pre>
        {!all && text.length > SHOWN_CHARACTERS && (
          <Group gap="xs" px="sm" pb="sm">
            <Text size="xs" c="dimmed">
              The first {bytes(SHOWN_CHARACTERS)} of {bytes(text.length)}
            </Text>
            <Button size="compact-xs" variant="default" onClick={() => setAll(true)}>
              Show all
            </Button>
          </Group>
        )}
      </section>
      <div className={classes["codeTools"]}>
        <CopyButton value={text} label={`Copy: ${label}`} />
      </div>
    </div>
  );
}
