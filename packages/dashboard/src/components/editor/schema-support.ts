import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  insertCompletionText,
  pickedCompletion,
} from "@codemirror/autocomplete";
import { jsonParseLinter } from "@codemirror/lang-json";
import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";
import type { Diagnostic } from "@codemirror/lint";
import type { EditorState } from "@codemirror/state";
import type { EditorView, Tooltip } from "@codemirror/view";
import type { Tree } from "@lezer/common";
import { CHECKED_UP_TO_CHARACTERS, judgeFor } from "./departures.ts";
import classes from "./editor.module.css";
import { cursorAt, type Path, placesOf } from "./json-places.ts";
import { describeSchema, propertiesAt, type Schema, schemasAt, valuesAt } from "./schema-at.ts";

/** Names of members that are not there yet, and values where the schema lists them. */
export function completeFrom(schema: Schema): (context: CompletionContext) => CompletionResult | null {
  return (context) => {
    const text = context.state.doc.toString();
    const cursor = cursorAt(wholeTree(context.state), text, context.pos);
    const word = context.matchBefore(/"?[\w.-]*/);
    if (word === null || (word.from === word.to && !context.explicit)) return null;
    const options = cursor.inName ? names(schema, cursor.path, cursor.siblings) : values(schema, cursor.path);
    return options.length === 0 ? null : { from: word.from, options, validFor: /^"?[\w.-]*$/ };
  };
}

function names(schema: Schema, path: Path, siblings: readonly string[]): Completion[] {
  return propertiesAt(schema, path)
    .filter(({ name }) => !siblings.includes(name))
    .map(({ name, schema: member, required }) => ({
      label: `"${name}"`,
      apply: insert((after) => (/^\s*:/.test(after) ? "" : ": ")),
      type: "property",
      detail: required ? "required" : "",
      info: [describeSchema(member), member["description"]].filter((line) => typeof line === "string").join("\n"),
      boost: required ? 1 : 0,
    }));
}

function values(schema: Schema, path: Path): Completion[] {
  return valuesAt(schema, path).map((label) => ({ label, type: "enum", apply: insert(() => "") }));
}

/** Put the label in place of what was typed, with the quote that the editor has put behind it. */
function insert(more: (after: string) => string): NonNullable<Completion["apply"]> {
  return (view, completion, from, to) => {
    const { state } = view;
    const end = state.sliceDoc(to, to + 1) === '"' ? to + 1 : to;
    const text = completion.label + more(state.sliceDoc(end, end + 10));
    view.dispatch({ ...insertCompletionText(state, text, from, end), annotations: pickedCompletion.of(completion) });
  };
}

/** Syntax first; what is JSON is held against the schema. */
export function lintWith(schema: Schema | null): (view: EditorView) => readonly Diagnostic[] {
  const syntax = jsonParseLinter();
  const judge = schema === null ? undefined : judgeFor(schema);
  return (view) => {
    const text = view.state.doc.toString();
    if (text.trim() === "") return [{ from: 0, to: 0, severity: "error", message: "There is nothing to send" }];
    const broken = syntax(view);
    if (broken.length > 0 || judge === undefined || text.length > CHECKED_UP_TO_CHARACTERS) return broken;
    const places = placesOf(wholeTree(view.state), text);
    return judge(JSON.parse(text)).map(({ pointer, message }) => {
      const place = places.get(pointer) ?? { from: 0, to: 0 };
      // A whole object is too much to underline: what it lacks is said at its first bracket.
      const to = text[place.from] === "{" ? place.from + 1 : place.to;
      return { from: place.from, to, severity: "warning", message, source: "Schema" };
    });
  };
}

/** What the schema says of the value or the name under the pointer. */
export function hoverFrom(schema: Schema): (view: EditorView, at: number) => Tooltip | null {
  return (view, at) => {
    const text = view.state.doc.toString();
    const places = [...placesOf(wholeTree(view.state), text)].filter(([, { from, to }]) => from <= at && at < to);
    const [smallest] = places.sort(([, a], [, b]) => a.to - a.from - (b.to - b.from));
    if (smallest === undefined) return null;
    const [key, { from, to }] = smallest;
    const path = key
      .replace(/#name$/, "")
      .split("/")
      .slice(1)
      .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
      .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
    const [found] = schemasAt(schema, path);
    if (found === undefined || path.length === 0) return null;
    return {
      pos: from,
      end: to,
      above: true,
      create() {
        const dom = document.createElement("div");
        dom.className = classes["hover"] ?? "";
        const type = dom.appendChild(document.createElement("div"));
        type.textContent = describeSchema(found);
        const { description } = found;
        if (typeof description === "string") dom.appendChild(document.createElement("div")).textContent = description;
        return { dom };
      },
    };
  };
}

/** How long somebody who types may be held up by a parse, in milliseconds. */
const PARSE_MS = 200;

/** What has been parsed so far ends anywhere: on a busy machine before the cursor, and then nothing would be offered. */
function wholeTree(state: EditorState): Tree {
  return ensureSyntaxTree(state, state.doc.length, PARSE_MS) ?? syntaxTree(state);
}
