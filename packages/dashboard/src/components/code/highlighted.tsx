import "@mantine/code-highlight/styles.layer.css";
import "./highlight.css";
import { CodeHighlightAdapterProvider, CodeHighlightTabs, createHighlightJsAdapter } from "@mantine/code-highlight";
import { createTheme, MantineThemeProvider } from "@mantine/core";
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import csharp from "highlight.js/lib/languages/csharp";
import go from "highlight.js/lib/languages/go";
import java from "highlight.js/lib/languages/java";
import json from "highlight.js/lib/languages/json";
import php from "highlight.js/lib/languages/php";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import typescript from "highlight.js/lib/languages/typescript";
import type { ReactElement } from "react";

const LANGUAGES = { bash, csharp, go, java, json, php, python, ruby, typescript } as const;
for (const [name, grammar] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, grammar);
const adapter = createHighlightJsAdapter(hljs);

export type SampleLanguage = keyof typeof LANGUAGES;

export interface CodeSample {
  /** On its tab: "Node.js", "curl". */
  readonly label: string;
  readonly language: SampleLanguage;
  readonly code: string;
}

export interface CodeSamplesProps {
  readonly samples: readonly CodeSample[];
}

/** What scrolls must be reachable by keyboard, and the library gives no other way to say so here. */
const REACHABLE = createTheme({
  components: { ScrollArea: { defaultProps: { viewportProps: { tabIndex: 0 } } } },
});

export function HighlightedSamples({ samples }: CodeSamplesProps): ReactElement {
  return (
    <MantineThemeProvider theme={REACHABLE}>
      <CodeHighlightAdapterProvider adapter={adapter}>
        <CodeHighlightTabs
          code={samples.map(({ label, language, code }) => ({ fileName: label, language, code }))}
          withBorder
          radius="sm"
          copyLabel="Copy the code"
          copiedLabel="Copied"
        />
      </CodeHighlightAdapterProvider>
    </MantineThemeProvider>
  );
}
