import { Problem } from "@callcall/contract";

/** @param refusal such as "Cannot retry this delivery" */
export function payloadExpired(refusal: string): Problem {
  return new Problem(
    "payload_expired",
    `${refusal} as its payload had its time and was removed: publish it anew, or set CALLCALL_PAYLOAD_RETENTION higher from now on`,
  );
}
