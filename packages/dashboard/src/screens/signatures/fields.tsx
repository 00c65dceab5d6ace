import { Button, FileButton, Group, SimpleGrid, Text, Textarea, TextInput } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import type { ClipboardEvent, ReactElement } from "react";
import { notifyDone } from "../../components/notify.ts";
import { type FoundParts, looksLikeRequest, partsOf, type SignedRequest } from "./request-text.ts";
import classes from "./signatures.module.css";

interface FieldsProps {
  readonly request: SignedRequest;
  readonly onChange: (parts: FoundParts) => void;
}

const NAMES: Readonly<Record<keyof SignedRequest, string>> = {
  payload: "body",
  signature: "signature",
  timestamp: "timestamp",
  id: "id",
};

/** The request: each part in its field, or all of it pasted into any of them. */
export function Fields({ request, onChange }: FieldsProps): ReactElement {
  const { payload, signature, timestamp, id } = request;

  function take(text: string): boolean {
    if (!looksLikeRequest(text)) return false;
    const parts = partsOf(text);
    const found = (Object.keys(parts) as (keyof SignedRequest)[]).map((name) => NAMES[name]);
    if (found.length === 0) return false;
    onChange(parts);
    notifyDone(`Found in what you pasted: ${found.join(", ")}`);
    return true;
  }

  /** A whole request is split. A body is taken as it is: a text field would turn its CR LF into LF. */
  function paste(event: ClipboardEvent<HTMLInputElement | HTMLTextAreaElement>, into: keyof SignedRequest): void {
    const text = event.clipboardData.getData("text/plain");
    const field = event.currentTarget;
    const replacesAll = field.selectionStart === 0 && field.selectionEnd === field.value.length;
    if (take(text)) event.preventDefault();
    else if (into === "payload" && replacesAll) {
      event.preventDefault();
      onChange({ payload: text });
    }
  }

  const field = (name: "signature" | "timestamp" | "id") => ({
    value: request[name],
    onChange: (event: { currentTarget: { value: string } }) => onChange({ [name]: event.currentTarget.value }),
    onPaste: (event: ClipboardEvent<HTMLInputElement>) => paste(event, name),
    className: classes["mono"] ?? "",
    spellCheck: false,
    autoComplete: "off",
  });

  return (
    <>
      <Text size="sm" c="dimmed">
        Paste a whole request into any field: raw HTTP, a curl command or what <code>curl -v</code> printed, headers as
        JSON or as your program logged them. It is split by itself.
      </Text>
      <Textarea
        label="Body, exactly as it was received"
        placeholder='{"id":"evt_…","type":"customer.qualified",…}'
        autosize
        minRows={6}
        maxRows={16}
        value={payload}
        onChange={(event) => onChange({ payload: event.currentTarget.value })}
        onPaste={(event) => paste(event, "payload")}
        className={classes["mono"] ?? ""}
        spellCheck={false}
      />
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed">
          {describe(payload)}
        </Text>
        <FileButton
          onChange={(file) => {
            if (file !== null) void file.text().then((text) => take(text) || onChange({ payload: text }));
          }}
        >
          {(props) => (
            <Button {...props} size="compact-xs" variant="subtle" leftSection={<IconFileUpload size={14} />}>
              From a file
            </Button>
          )}
        </FileButton>
      </Group>
      <TextInput
        label="Signature"
        description="The value of x-callcall-signature, or of webhook-signature"
        placeholder="t=1738896900,v1=…"
        {...field("signature")}
        value={signature}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label="Timestamp"
          description="x-callcall-timestamp"
          placeholder="1738896900"
          {...field("timestamp")}
          value={timestamp}
        />
        <TextInput label="Id" description="webhook-id (optional)" placeholder="evt_…" {...field("id")} value={id} />
      </SimpleGrid>
    </>
  );
}

/** What a text field does not show. */
function describe(payload: string): string {
  const size = new TextEncoder().encode(payload).length;
  const returns = payload.split("\r\n").length - 1;
  const end = /\n$/.test(payload) ? ", a line end at its end" : "";
  return `${size} bytes${returns > 0 ? `, ${returns} CR LF` : ""}${end}`;
}
