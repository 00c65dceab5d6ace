import type { Receiver } from "@callcall/webhooks/client";
import type { Tone } from "../../components/tone.ts";

type Behaviour = Receiver["behaviour"];
type Answer = Behaviour["answer"];

interface AnswerLook {
  readonly label: string;
  readonly description: string;
  readonly tone: Tone;
}

/** What a test receiver can be told to do. */
export const ANSWERS: Readonly<Record<Answer, AnswerLook>> = {
  ok: { label: "200 OK", description: "Takes everything", tone: "ok" },
  status: { label: "A status", description: "Answers with the status you choose", tone: "bad" },
  rate_limited: { label: "429 and Retry-After", description: "Asks to wait", tone: "warn" },
  gone: { label: "410 Gone", description: "A delivery that gets it disables the endpoint", tone: "bad" },
  slow: { label: "Slow", description: "200, after a while", tone: "warn" },
  hang: { label: "Hangs", description: "Takes the request and never answers", tone: "bad" },
  reset: { label: "Resets the connection", description: "TCP RST, no answer", tone: "bad" },
  flaky: { label: "Fails by chance", description: "500 in so many of a hundred, else 200", tone: "warn" },
};

/** A behaviour in a few words: "429, wait 30 s". */
export function describeBehaviour(behaviour: Behaviour): string {
  const { answer, status, retry_after_seconds, delay_ms, failure_percent } = behaviour;
  switch (answer) {
    case "ok":
      return "Answers 200";
    case "status":
      return `Answers ${status}`;
    case "rate_limited":
      return `Answers 429, wait ${retry_after_seconds} s`;
    case "gone":
      return "Answers 410";
    case "slow":
      return `Answers 200 after ${delay_ms / 1000} s`;
    case "hang":
      return "Never answers";
    case "reset":
      return "Resets the connection";
    case "flaky":
      return `Fails in ${failure_percent} %`;
  }
}

/** The number that an answer needs, and its bounds. */
export interface AnswerNumber {
  readonly field: "status" | "retry_after_seconds" | "delay_ms" | "failure_percent";
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

export const NUMBERS: Readonly<Partial<Record<Answer, AnswerNumber>>> = {
  status: { field: "status", label: "Status", min: 200, max: 599, step: 1 },
  rate_limited: { field: "retry_after_seconds", label: "Seconds to wait", min: 0, max: 86_400, step: 1 },
  slow: { field: "delay_ms", label: "Milliseconds until it answers", min: 0, max: 30_000, step: 500 },
  flaky: { field: "failure_percent", label: "Failures in a hundred", min: 0, max: 100, step: 5 },
};
