import { callcallMessage, formatCallcallSignature, MAX_SIGNATURES } from "./callcall.ts";
import { exactBytes } from "./payload.ts";
import { callcallKey, listSecrets, type Secrets, standardKey } from "./secret.ts";
import { formatStandardSignature, isWebhookId, standardMessage } from "./standard.ts";
import { parseTimestamp, unixNow } from "./timestamp.ts";

/** What to sign. */
export interface DeliveryToSign {
  /** The event id, `evt_…`: visible ASCII without a full stop, at most 256 characters. */
  id: string;
  /** The body, exactly as it will be sent. An object is refused: only you know how it is going to be serialised. */
  payload: string | ArrayBuffer | ArrayBufferView;
  /** `whsec_…`: one, or those still valid during a rotation, newest first, at most 3. */
  secrets: Secrets;
  /** Time of this attempt, in unix seconds. Default: the system clock. */
  timestamp?: number;
  /** The event type, for `x-callcall-event-type`. */
  type?: string;
}

/** Headers of a delivery, in both layouts. */
export type DeliveryHeaders = {
  "content-type": "application/json";
  "x-callcall-signature": string;
  "x-callcall-timestamp": string;
  "x-callcall-event-id": string;
  "x-callcall-event-type"?: string;
  "webhook-id": string;
  "webhook-timestamp": string;
  "webhook-signature": string;
};

/** The MACs a delivery needs: one message and its keys for each layout. */
export interface SigningPlan {
  readonly callcall: { readonly message: Uint8Array<ArrayBuffer>; readonly keys: readonly Uint8Array<ArrayBuffer>[] };
  readonly standard: { readonly message: Uint8Array<ArrayBuffer>; readonly keys: readonly Uint8Array<ArrayBuffer>[] };
  /** Makes the headers of the MACs: lower-case hex for `callcall`, base64 for `standard`. */
  headers(callcallMacs: readonly string[], standardMacs: readonly string[]): DeliveryHeaders;
}

/** @throws TypeError when a field breaks its rule. */
export function planSigning(delivery: DeliveryToSign): SigningPlan {
  const { id, type } = delivery;
  const timestamp = String(delivery.timestamp ?? unixNow());
  const secrets = listSecrets(delivery.secrets);
  const body = exactBytes(delivery.payload);
  if (secrets.length > MAX_SIGNATURES) {
    throw refuse("secrets", `there are at most ${MAX_SIGNATURES}`, `${secrets.length} of them`);
  }
  if (!isWebhookId(id)) throw refuse("id", "it must be visible ASCII without a full stop", JSON.stringify(id));
  if (parseTimestamp(timestamp) === undefined) throw refuse("timestamp", "it must be unix seconds", timestamp);
  if (body === undefined) throw refuse("payload", "it must be well-formed text or bytes", typeof delivery.payload);
  return {
    callcall: { message: callcallMessage(timestamp, body), keys: secrets.map(callcallKey) },
    standard: { message: standardMessage(id, timestamp, body), keys: secrets.map(standardKey) },
    headers: (callcallMacs, standardMacs) => ({
      "content-type": "application/json",
      "x-callcall-signature": formatCallcallSignature({ timestamp, macs: callcallMacs }),
      "x-callcall-timestamp": timestamp,
      "x-callcall-event-id": id,
      ...(type === undefined ? {} : { "x-callcall-event-type": type }),
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": formatStandardSignature(standardMacs),
    }),
  };
}

function refuse(field: string, rule: string, value: string): TypeError {
  return new TypeError(`Cannot sign this ${field} as ${rule}: current value is ${value}`);
}
