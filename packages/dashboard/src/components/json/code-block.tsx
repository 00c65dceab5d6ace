import type { CSSProperties, ReactElement } from "react";
import classes from "../components.module.css";
import { CopyButton } from "../copy-button.tsx";
import { type Token, tokensOf } from "./tokens.ts";

/** Longer texts are shown without colours: each token is an element of its own. */
const COLOURED_UP_TO_CHARACTERS = 64 * 1024;

interface CodeBlockProps {
  /** Shown as text, whatever it holds. */
  readonly text: string;
  /** `json` is coloured. */
  readonly language?: "json" | "text";
  /** What it is, for those who tab into it: "Request body". */
  readonly label: string;
  readonly wrap?: boolean;
  /** A CSS length; longer texts scroll. */
  readonly maxHeight?: string;
  /** What the copy button copies, when that is another text than is shown; `null`: no button. */
  readonly copy?: string | null;
}

/** Text in a fixed pitch, with a button that copies it. */
export function CodeBlock(props: CodeBlockProps): ReactElement {
  const { text, language = "text", label, wrap = false, maxHeight, copy = text } = props;
  const style = maxHeight === undefined ? {} : ({ "--code-max-height": maxHeight } as CSSProperties);
  return (
    <div className={classes["code"]} data-wrap={wrap || undefined} style={style}>
      {/* It scrolls, so it must be reachable by keyboard. */}
      <section tabIndex={0} aria-label={label} className={classes["codeScroll"]}>
        <pre>{language === "json" && text.length <= COLOURED_UP_TO_CHARACTERS ? coloured(tokensOf(text)) : text}</pre>
      </section>
      {copy !== null && (
        <div className={classes["codeTools"]}>
          <CopyButton value={copy} label={`Copy: ${label}`} />
        </div>
      )}
    </div>
  );
}

function coloured(tokens: readonly Token[]): ReactElement[] {
  let at = 0;
  return tokens.map(({ kind, text }) => {
    const key = at;
    at += text.length;
    return (
      <span key={key} className={kind === "plain" ? undefined : classes[kind]}>
        {text}
      </span>
    );
  });
}
