import { Tabs, Text } from "@mantine/core";
import { type ReactElement, useMemo } from "react";
import { CodeBlock } from "../../components/json/code-block.tsx";
import type { SignedRequest } from "./request-text.ts";
import { samplesFor } from "./samples.ts";

/** Programs that make this very signature: to be compared with one's own, line by line. */
export function SamplesView({ request }: { readonly request: SignedRequest }): ReactElement {
  const { payload, timestamp } = request;
  const samples = useMemo(() => samplesFor({ payload, timestamp: timestamp.trim() }), [payload, timestamp]);
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs">
        Each prints <code>x-callcall-signature</code> for the body and the timestamp above. They read the secret from
        the environment: <code>WEBHOOK_SECRET=whsec_…</code>
      </Text>
      <Tabs defaultValue="javascript" keepMounted={false}>
        <Tabs.List>
          {samples.map(({ language, title }) => (
            <Tabs.Tab key={language} value={language}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {samples.map(({ language, title, code }) => (
          <Tabs.Panel key={language} value={language} pt="sm">
            <CodeBlock text={code} label={`${title} code`} maxHeight="26rem" />
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
