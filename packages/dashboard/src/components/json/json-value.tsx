import { type ReactElement, useState } from "react";
import classes from "../components.module.css";
import own from "./json.module.css";
import { type JsonRow, noteOf, STRING_SHOWN_CHARACTERS, sizeInWords } from "./rows.ts";
import { cutText, visibleText } from "./visible-text.ts";

/** Key and value of one line, in the characters that were sent. */
export function JsonValue({ row, text }: { readonly row: JsonRow; readonly text: string }): ReactElement {
  const { key, node, kind, comma } = row;
  const note = noteOf(text, row);
  return (
    <span className={own["value"]}>
      {key !== undefined && (
        <>
          <span className={classes["key"]}>
            <Visible text={text.slice(key.start, key.end)} />
          </span>
          {": "}
        </>
      )}
      {kind === "open" && text[node.start]}
      {kind === "folded" && (
        <>
          {text[node.start]}
          <span className={own["size"]}> {sizeInWords(node)} </span>
          {text[node.end - 1]}
        </>
      )}
      {kind === "empty" && text[node.start] + (text[node.end - 1] ?? "")}
      {kind === "scalar" && (
        <span className={classes[node.kind === "word" ? "literal" : node.kind]}>
          <Visible text={text.slice(node.start, node.end)} />
        </span>
      )}
      {comma && ","}
      {note !== null && <span className={own["note"]}>{note}</span>}
    </span>
  );
}

function Visible({ text }: { readonly text: string }): ReactElement {
  const [whole, setWhole] = useState(false);
  const long = !whole && text.length > STRING_SHOWN_CHARACTERS;
  let at = 0;
  return (
    <>
      {visibleText(long ? cutText(text, STRING_SHOWN_CHARACTERS) : text).map(({ text: run, name }) => {
        const key = at;
        at += run.length;
        return name === null ? (
          <span key={key}>{run}</span>
        ) : (
          <mark key={key} className={own["hidden"]}>
            {name}
          </mark>
        );
      })}
      {long && (
        <button type="button" className={own["more"]} onClick={() => setWhole(true)}>
          … all {text.length.toLocaleString("en")} characters
        </button>
      )}
    </>
  );
}
