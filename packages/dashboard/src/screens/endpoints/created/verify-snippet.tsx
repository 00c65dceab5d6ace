import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { CodeSamples } from "../../../components/code/code-samples.tsx";
import classes from "../endpoints.module.css";
import { expressSnippet, fetchSnippet, PYTHON_SNIPPET } from "../model/snippet.ts";
import { coversAny } from "../model/subscription.ts";
import { useEventTypes } from "../model/use-endpoints.ts";

interface VerifySnippetProps {
  readonly url: string;
  readonly events: readonly string[];
}

export function VerifySnippet({ url, events }: VerifySnippetProps): ReactElement {
  const { data } = useEventTypes();
  // A family stands for the types that it has.
  const types = data?.map(({ name }) => name).filter((name) => coversAny(events, name)) ?? events;
  return (
    <>
      <Text size="sm" c="dimmed" mt={4} mb="md">
        In Node.js after <code>npm install @callcall/webhooks</code>; in other languages with the published Stripe and
        Standard Webhooks libraries, or by hand:{" "}
        <Link to="/signatures" className={classes["textLink"]}>
          more languages
        </Link>
        .
      </Text>
      <CodeSamples
        samples={[
          { label: "Express", language: "typescript", code: expressSnippet(url, types) },
          { label: "Fetch handler", language: "typescript", code: fetchSnippet(types) },
          { label: "Python", language: "python", code: PYTHON_SNIPPET },
        ]}
      />
    </>
  );
}
