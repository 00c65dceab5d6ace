import type { SignatureVerdict } from "@callcall/webhooks/client";
import { Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import type { ReactElement } from "react";
import tones from "../../components/components.module.css";
import type { Tone } from "../../components/tone.ts";
import classes from "./signatures.module.css";

type Finding = SignatureVerdict["diagnosis"][number];

const TONES: Readonly<Record<Finding["severity"], Tone>> = { ok: "ok", warning: "warn", error: "bad" };

/** Valid or not, and why: each finding with the wrong value beside the right one. */
export function Verdict({ valid, diagnosis }: SignatureVerdict): ReactElement {
  const { tone, title, text } = wordsFor(valid, diagnosis);
  const Icon = tone === "ok" ? IconCircleCheck : tone === "warn" ? IconAlertTriangle : IconCircleX;
  return (
    <>
      <div className={`${classes["verdict"]} ${tones[tone]}`} role="status">
        <Icon size={22} aria-hidden="true" />
        <div>
          <Title order={2}>{title}</Title>
          <Text size="sm">{text}</Text>
        </div>
      </div>
      {!valid && (
        <ul className={classes["findings"]} aria-label="What is the matter">
          {diagnosis.map((finding) => (
            <li key={finding.code} className={`${classes["finding"]} ${tones[TONES[finding.severity]]}`}>
              <Text size="sm" fw={600}>
                {finding.message}
              </Text>
              <Text size="sm">{finding.hint}</Text>
              <Compare actual={finding.actual} expected={finding.expected} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Compare({
  actual,
  expected,
}: {
  readonly actual?: string | undefined;
  readonly expected?: string | undefined;
}) {
  if (actual === undefined && expected === undefined) return null;
  return (
    <dl className={classes["compare"]}>
      {actual !== undefined && (
        <>
          <dt>It is</dt>
          <dd className={expected === undefined ? "" : classes["wrong"]}>{actual}</dd>
        </>
      )}
      {expected !== undefined && (
        <>
          <dt>It should be</dt>
          <dd className={classes["right"]}>{expected}</dd>
        </>
      )}
    </dl>
  );
}

interface Words {
  readonly tone: Tone;
  readonly title: string;
  readonly text: string;
}

function wordsFor(valid: boolean, diagnosis: readonly Finding[]): Words {
  if (valid) {
    return {
      tone: "ok",
      title: "The signature is valid",
      text: "It was made with this secret over exactly these bytes.",
    };
  }
  // Everything else is in order: the signature itself is genuine.
  if (diagnosis.every(({ code }) => code === "timestamp_stale")) {
    return {
      tone: "warn",
      title: "Genuine, and too old",
      text: "The signature fits. A consumer refuses it now, since it was made more than 5 minutes ago.",
    };
  }
  const count = diagnosis.length === 1 ? "One finding" : `${diagnosis.length} findings`;
  return { tone: "bad", title: "The signature is not valid", text: `${count}, the most important first.` };
}
