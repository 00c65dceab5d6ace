import type { ExamScenario } from "@callcall/contract";

/** One request of a scenario. */
export interface Step {
  /** Which event of the scenario it carries: the same number is the same event. */
  readonly event: number;
  readonly signature: "genuine" | "forged" | "missing" | "stale";
  readonly type: "known" | "unknown";
  /** `spaced`: white space that no JSON printer writes, so that only the raw body has the bytes that were signed. */
  readonly print: "plain" | "spaced";
}

export interface Scenario {
  readonly title: string;
  /** What the guide asks of a consumer here. */
  readonly expectation: string;
  readonly steps: readonly Step[];
}

const VALID: Step = { event: 1, signature: "genuine", type: "known", print: "plain" };

/** A type that no consumer can know. */
export const UNKNOWN_TYPE = "callcall.exam.unknown_type";

/** How old the timestamp of a stale event is: twice what a verifier tolerates. */
export const STALE_MS = 600_000;

export const SCENARIOS: Readonly<Record<ExamScenario, Scenario>> = {
  valid: {
    title: "A valid event",
    expectation: "A 2xx, however the publisher has printed the JSON: the signature is over the raw body.",
    steps: [VALID, { ...VALID, event: 2, print: "spaced" }],
  },
  wrong_signature: {
    title: "A forged signature, and none at all",
    expectation: "400 or 401: whoever knows the address could send it.",
    steps: [
      { ...VALID, signature: "forged" },
      { ...VALID, event: 2, signature: "missing" },
    ],
  },
  stale_timestamp: {
    title: "An event signed 10 minutes ago",
    expectation: "400 or 401: a recorded request must not work again later. 5 minutes are tolerated.",
    steps: [{ ...VALID, signature: "stale" }],
  },
  duplicate_id: {
    title: "The same event twice",
    expectation: "A 2xx both times: a delivery may arrive more than once, and the second is done already.",
    steps: [VALID, VALID],
  },
  unknown_type: {
    title: "An event type from the future",
    expectation: "A 2xx: types are added over time, and one that is not handled is no error.",
    steps: [{ ...VALID, type: "unknown" }],
  },
  slow_ack: {
    title: "The time to acknowledge",
    expectation: "An answer within 2 seconds: work belongs behind the answer.",
    steps: [VALID, { ...VALID, event: 2 }],
  },
};
