import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { CodeBlock } from "../../../components/json/code-block.tsx";
import classes from "../endpoints.module.css";
import { expressSnippet } from "../model/snippet.ts";

interface VerifySnippetProps {
  readonly url: string;
  readonly events: readonly string[];
}

export function VerifySnippet({ url, events }: VerifySnippetProps): ReactElement {
  return (
    <>
      <Text size="sm" c="dimmed" mt={4} mb="md">
        In Node.js with Express, after <code>npm install @callcall/webhooks</code>. The Stripe and Standard Webhooks
        libraries verify it too:{" "}
        <Link to="/signatures" className={classes["textLink"]}>
          other languages
        </Link>
        .
      </Text>
      <CodeBlock text={expressSnippet(url, events)} label="Verification in Express" maxHeight="22rem" />
    </>
  );
}
