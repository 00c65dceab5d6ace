import type { Attempt } from "@callcall/webhooks/client";
import { Stack, Text } from "@mantine/core";
import type { ReactElement } from "react";
import code from "../components/components.module.css";
import { CopyButton } from "../components/copy-button.tsx";
import { bytes } from "../components/format.ts";
import { cutText, visibleLine } from "../components/json/visible-text.ts";
import classes from "./attempts.module.css";
import { headerOf, signedTexts } from "./sent-headers.ts";

interface SignedPartProps {
  readonly request: NonNullable<Attempt["request"]>;
}

/** The beginning says it all: what stands before the body is what gets forgotten. The copy has the whole. */
const BODY_SHOWN_CHARACTERS = 600;

/** For both layouts: the signature that was sent, and the exact text that it was made over. */
export function SignedPart({ request: { headers, body } }: SignedPartProps): ReactElement {
  return (
    <Stack gap="lg">
      {signedTexts(headers).map(({ layout, title, prefix, key }) => (
        <Stack key={layout} gap="xs">
          <Text size="sm">
            <b>{title}</b>: HMAC-SHA256 over the text below, keyed with {key}.
          </Text>
          <div className={code["code"]} data-wrap>
            <section tabIndex={0} aria-label={`Value of ${title}`} className={code["codeScroll"]}>
              <pre>{headerOf(headers, title)}</pre>
            </section>
          </div>
          <div className={code["code"]} data-wrap>
            <section tabIndex={0} aria-label={`Text signed for ${title}`} className={code["codeScroll"]}>
              <pre>
                <mark className={classes["prefix"]}>{prefix}</mark>
                {visibleLine(cutText(body, BODY_SHOWN_CHARACTERS))}
                {body.length > BODY_SHOWN_CHARACTERS && (
                  <span className={classes["quiet"]}> … {bytes(body.length - BODY_SHOWN_CHARACTERS)} more</span>
                )}
              </pre>
            </section>
            <div className={code["codeTools"]}>
              <CopyButton value={prefix + body} label={`Copy the text signed for ${title}`} />
            </div>
          </div>
        </Stack>
      ))}
      <Text size="sm" c="dimmed">
        A consumer must verify the bytes as they arrive. A body that was parsed and printed again has other bytes, and
        no signature fits them.
      </Text>
    </Stack>
  );
}
