import { Skeleton } from "@mantine/core";
import { lazy, type ReactElement, Suspense } from "react";
import type { CodeSamplesProps } from "./highlighted.tsx";

export type { CodeSample, CodeSamplesProps, SampleLanguage } from "./highlighted.tsx";

// The grammars come with the first sample that is shown.
const Highlighted = lazy(async () => ({ default: (await import("./highlighted.tsx")).HighlightedSamples }));

/** Code to copy, in one or several languages. What a consumer sent is shown by `CodeBlock` and `JsonView` instead. */
export function CodeSamples(props: CodeSamplesProps): ReactElement {
  return (
    <Suspense fallback={<Skeleton height={160} />}>
      <Highlighted {...props} />
    </Suspense>
  );
}
