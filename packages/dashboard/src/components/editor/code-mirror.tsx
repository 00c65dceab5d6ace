import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { forEachDiagnostic, linter, lintGutter, lintKeymap } from "@codemirror/lint";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightSpecialChars, hoverTooltip, keymap, lineNumbers } from "@codemirror/view";
import { tagHighlighter, tags } from "@lezer/highlight";
import { type ReactElement, useEffect, useEffectEvent, useRef } from "react";
import { styleNonce } from "../../nonce.ts";
import colours from "../components.module.css";
import classes from "./editor.module.css";
import type { Schema } from "./schema-at.ts";
import { completeFrom, hoverFrom, lintWith } from "./schema-support.ts";

export interface JsonEditorProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** What it edits: "Payload". */
  readonly label: string;
  /** JSON Schema of the value, for completion, explanations and checks. */
  readonly schema?: Schema | null;
  /** Ctrl+Enter, or ⌘+Enter. */
  readonly onSubmit?: () => void;
  /** How many things are wrong with it, whenever that changes. */
  readonly onFaults?: (count: number) => void;
}

const look = EditorView.theme({
  "&": { fontSize: "0.8125rem", maxHeight: "28rem", color: "var(--mantine-color-text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mantine-font-family-monospace)", lineHeight: "1.55", minHeight: "14rem" },
  ".cm-content": { caretColor: "var(--mantine-color-text)" },
  ".cm-cursor": { borderLeftColor: "var(--mantine-color-text)" },
  ".cm-gutters": {
    backgroundColor: "var(--cc-surface-sunken)",
    color: "var(--mantine-color-dimmed)",
    border: "none",
    borderRight: "1px solid var(--cc-border)",
  },
  ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": { backgroundColor: "var(--cc-busy-tint)" },
  ".cm-tooltip": {
    backgroundColor: "var(--cc-surface)",
    color: "var(--mantine-color-text)",
    border: "1px solid var(--cc-border)",
    borderRadius: "var(--mantine-radius-sm)",
    overflow: "hidden",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--cc-busy-tint)",
    color: "var(--cc-busy-text)",
  },
  ".cm-completionDetail": { color: "var(--mantine-color-dimmed)", fontStyle: "normal" },
  ".cm-completionInfo": { whiteSpace: "pre-line", padding: "0.375rem 0.625rem" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--cc-calm-tint)", color: "var(--cc-calm-text)", border: "none" },
});

/**
 * A browser that replaces selected text keeps its look by an inline style, which the page's policy refuses and reports.
 * So the editor replaces it.
 */
const replaceSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    const { data } = event;
    if (empty || event.inputType !== "insertText" || data === null || view.composing) return false;
    event.preventDefault();
    const typed = () =>
      view.state.update(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, from, to, data, typed))) view.dispatch(typed());
    return true;
  },
});

const highlight = tagHighlighter([
  { tag: tags.propertyName, class: colours["key"] ?? "" },
  { tag: tags.string, class: colours["string"] ?? "" },
  { tag: tags.number, class: colours["number"] ?? "" },
  { tag: [tags.bool, tags.null], class: colours["literal"] ?? "" },
]);

/** A JSON editor that knows the schema. Tab leaves it: who cannot use a mouse must get out again. */
export default function CodeMirror(props: JsonEditorProps): ReactElement {
  const { value, label, schema = null } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const support = useRef(new Compartment());
  const changed = useEffectEvent((text: string) => props.onChange(text));
  const submit = useEffectEvent(() => {
    props.onSubmit?.();
    return true;
  });
  const tellFaults = useEffectEvent((count: number) => props.onFaults?.(count));
  const initial = useEffectEvent(() => ({ doc: value, extension: supportFor(schema) }));

  useEffect(() => {
    if (host.current === null) return;
    const { doc, extension } = initial();
    let faults = -1;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc,
        extensions: [
          EditorView.cspNonce.of(styleNonce),
          EditorView.contentAttributes.of({ "aria-label": label, "aria-multiline": "true", tabindex: "0" }),
          keymap.of([{ key: "Mod-Enter", run: () => submit() }]),
          replaceSelection,
          lineNumbers(),
          foldGutter(),
          history(),
          drawSelection(),
          highlightSpecialChars(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          json(),
          syntaxHighlighting(highlight),
          EditorView.lineWrapping,
          look,
          lintGutter(),
          support.current.of(extension),
          keymap.of([
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...historyKeymap,
            ...foldKeymap,
            ...completionKeymap,
            ...lintKeymap,
          ]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed(update.state.doc.toString());
            let count = 0;
            forEachDiagnostic(update.state, () => {
              count += 1;
            });
            if (count !== faults) {
              faults = count;
              tellFaults(count);
            }
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [label]);

  useEffect(() => {
    view.current?.dispatch({ effects: support.current.reconfigure(supportFor(schema)) });
  }, [schema]);

  useEffect(() => {
    const editor = view.current;
    // Set from outside: an example, a formatted text.
    if (editor === undefined || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  return <div ref={host} className={classes["editor"]} />;
}

function supportFor(schema: Schema | null): Extension {
  const lint = linter(lintWith(schema), { delay: 300 });
  if (schema === null) return [lint];
  return [lint, autocompletion({ override: [completeFrom(schema)], icons: false }), hoverTooltip(hoverFrom(schema))];
}
