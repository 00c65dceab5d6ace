import { Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { type ReactElement, useMemo, useState } from "react";
import { CopyButton } from "../../components/copy-button.tsx";
import type { SignedRequest } from "./request-text.ts";
import classes from "./signatures.module.css";
import { hexRows, signedTexts, visiblePieces } from "./signed-text.ts";
import type { Report } from "./use-report.ts";

interface SignedViewProps {
  readonly request: SignedRequest;
  readonly computed: Report["computed"];
}

const SHOWN_CHARACTERS = 8_000;
const HEX_ROWS = 256;

/** The exact bytes that are signed, and what the secret makes of them. */
export function SignedView({ request, computed }: SignedViewProps): ReactElement {
  const [form, setForm] = useState("text");
  const { payload, timestamp, id } = request;
  const standard = /^v1,/.test(request.signature.trim());
  const [first, second] = signedTexts(timestamp.trim(), id.trim());
  const signed = (standard ? second : first) ?? first;
  const prefix = signed?.prefix ?? "";
  const bytes = useMemo(() => new TextEncoder().encode(prefix + payload), [prefix, payload]);
  const mac = standard ? computed?.standard : computed?.callcall;
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          <b>{signed?.title}</b> is HMAC-SHA256 over these {bytes.length} bytes, keyed with {signed?.key}.
        </Text>
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label="Show the signed bytes as"
            value={form}
            onChange={setForm}
            data={[
              { value: "text", label: "Text" },
              { value: "hex", label: "Hex" },
            ]}
          />
          <CopyButton value={prefix + payload} label="Copy the signed text" />
        </Group>
      </Group>
      {form === "hex" ? (
        <section className={`${classes["signed"]} ${classes["hex"]}`} tabIndex={0} aria-label="Signed bytes in hex">
          {hexRows(bytes, HEX_ROWS).map(({ offset, hex, text }) => (
            <div key={offset}>
              {offset} {hex.padEnd(47)} <span className={classes["hexText"]}>{text}</span>
            </div>
          ))}
          {bytes.length > HEX_ROWS * 16 && <div>… {bytes.length - HEX_ROWS * 16} bytes more</div>}
        </section>
      ) : (
        <section className={classes["signed"]} tabIndex={0} aria-label="Signed text">
          <span className={classes["prefix"]}>{prefix}</span>
          <Pieces text={payload.slice(0, SHOWN_CHARACTERS)} />
          {payload.length > SHOWN_CHARACTERS && ` … ${payload.length - SHOWN_CHARACTERS} characters more`}
        </section>
      )}
      {mac !== undefined && mac !== "" && (
        <div>
          <Group gap={4}>
            <Text size="sm" fw={600}>
              With this secret it is
            </Text>
            <CopyButton value={mac} label="Copy the computed signature" />
          </Group>
          <div className={classes["mac"]} data-testid="computed">
            {mac}
          </div>
        </div>
      )}
    </Stack>
  );
}

function Pieces({ text }: { readonly text: string }): ReactElement[] {
  let at = 0;
  return visiblePieces(text).map((piece) => {
    at += 1;
    if (piece.kind === "text") return <span key={at}>{piece.text}</span>;
    return (
      <span key={at} className={piece.text === "·" ? classes["dot"] : classes["space"]}>
        {piece.text}
      </span>
    );
  });
}
