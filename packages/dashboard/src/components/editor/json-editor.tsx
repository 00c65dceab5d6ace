import { Skeleton } from "@mantine/core";
import { lazy, type ReactElement, Suspense } from "react";
import type { JsonEditorProps } from "./code-mirror.tsx";

// With its language, checks and completion it is as large as half of all the rest: it comes when it is needed.
const LazyEditor = lazy(() => import("./code-mirror.tsx"));

/** Edit JSON: coloured, checked while one types, completed from its schema. */
export function JsonEditor(props: JsonEditorProps): ReactElement {
  return (
    <Suspense fallback={<Skeleton height="14rem" />}>
      <LazyEditor {...props} />
    </Suspense>
  );
}
