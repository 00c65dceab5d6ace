import { Button, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconTerminal2 } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { curlOf, type SentRequest } from "./curl.ts";

/** Copies the request as a command for a shell: the same bytes, the same signature. */
export function CurlButton({ request }: { readonly request: SentRequest }): ReactElement {
  const { command, masked } = curlOf(request);
  const hint =
    masked.length === 0
      ? "The same bytes and signature. Consumers that check the clock refuse them 5 minutes after they were sent"
      : `Fill in ${masked.join(", ")} yourself: credentials are not shown here`;
  return (
    <CopyButton value={command} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={hint} multiline maw={280}>
          <Button
            size="xs"
            variant="default"
            onClick={copy}
            leftSection={copied ? <IconCheck size={14} /> : <IconTerminal2 size={14} />}
          >
            {copied ? "Copied" : "Copy as curl"}
          </Button>
        </Tooltip>
      )}
    </CopyButton>
  );
}
