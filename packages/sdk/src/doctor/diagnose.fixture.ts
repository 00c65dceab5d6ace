import { createHmac } from "node:crypto";
import { signWebhook } from "../signature/node.ts";
import type { SignatureCheck } from "./case.ts";
import type { DiagnosisCode } from "./diagnosis.ts";

export const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const OTHER = "whsec_b3RoZXItc2VjcmV0LW90aGVyLXNlY3JldC1vdGhlcg==";
export const NOW = 1_738_896_900;
export const BODY =
  '{"id":"evt_1","type":"message.received","created":"2025-02-07T02:55:00Z",' +
  '"data":{"text":"Grüße 👋","n":85},"version":"2024-01-01"}';
const VALUE = JSON.parse(BODY);

export function signed(body: string | Uint8Array = BODY, secrets: string | string[] = SECRET, timestamp = NOW) {
  const headers = signWebhook({ id: "evt_1", payload: body, secrets, timestamp });
  const callcall = { signature: headers["x-callcall-signature"], timestamp: headers["x-callcall-timestamp"] };
  const standard = { signature: headers["webhook-signature"], timestamp: headers["webhook-timestamp"], id: "evt_1" };
  return { callcall, standard };
}

export const genuine: SignatureCheck = { payload: BODY, ...signed().callcall, secrets: SECRET, now: NOW };
const genuineStandard: SignatureCheck = { ...genuine, ...signed().standard };
export const SIGNATURE = signed().callcall.signature;
const MAC = SIGNATURE.slice(-64);
const hmac = (key: string | Buffer, content: string) => createHmac("sha256", key).update(content);
const keyBytes = Buffer.from(SECRET.slice(6), "base64");

const STRANGERS = Array.from("0123456789", (digit) => `whsec_${Buffer.from(digit.repeat(32)).toString("base64")}`);

export interface Example {
  name: string;
  codes: DiagnosisCode[];
  check: Partial<SignatureCheck>;
  says?: RegExp;
  base?: SignatureCheck;
}

const altered = (payload: string | Uint8Array) => ({ payload });
const signedOver = (body: string, payload: string) => ({ payload, ...signed(body).callcall });

export const examples: Example[] = [
  { name: "a genuine request", codes: ["valid"], check: {} },
  { name: "a genuine Standard Webhooks request", codes: ["valid"], check: {}, base: genuineStandard },
  { name: "a genuine request with the event id beside it", codes: ["valid"], check: { id: "evt_1" } },
  { name: "one unusable secret beside the right one", codes: ["valid"], check: { secrets: ["", SECRET] } },

  { name: "no signature", codes: ["signature_missing"], check: { signature: undefined }, says: /x-callcall-signature/ },
  { name: "a header of spaces", codes: ["signature_missing"], check: { signature: "  " } },
  { name: "an empty v1", codes: ["signature_malformed"], check: { signature: `t=${NOW},v1=` }, says: /empty/ },
  { name: "a cut v1", codes: ["signature_malformed"], check: { signature: SIGNATURE.slice(0, -2) }, says: /length/ },
  {
    name: "t twice",
    codes: ["signature_malformed"],
    check: { signature: `t=${NOW},${SIGNATURE}` },
    says: /more than one t=/,
  },
  { name: "only v2", codes: ["signature_malformed"], check: { signature: `t=${NOW},v2=${MAC}` }, says: /no v1/ },
  {
    name: "a newline after it",
    codes: ["signature_malformed"],
    check: { signature: `${SIGNATURE}\n` },
    says: /white space/,
  },
  { name: "the MAC alone", codes: ["signature_malformed"], check: { signature: MAC }, says: /does not start with t=/ },
  {
    name: "an array",
    codes: ["signature_malformed"],
    check: { signature: [SIGNATURE, SIGNATURE] },
    says: /two headers/,
  },
  {
    name: "four v1",
    codes: ["signature_malformed"],
    check: { signature: `${SIGNATURE}${`,v1=${MAC}`.repeat(3)}` },
    says: /three/,
  },
  {
    name: "a field without =",
    codes: ["signature_malformed"],
    check: { signature: `${SIGNATURE},x` },
    says: /grammar/,
  },
  {
    name: "a very long header",
    codes: ["signature_malformed"],
    check: { signature: `${SIGNATURE}${",v9=0".repeat(999)}` },
    says: /longer/,
  },
  { name: "upper case", codes: ["signature_uppercase"], check: { signature: `t=${NOW},v1=${MAC.toUpperCase()}` } },
  {
    name: "base64 in the place of hex",
    codes: ["signature_base64"],
    check: { signature: `t=${NOW},v1=${Buffer.from(MAC, "hex").toString("base64")}` },
  },
  {
    name: "hex in the place of base64",
    codes: ["signature_hex"],
    check: { signature: `v1,${hmac(keyBytes, `evt_1.${NOW}.${BODY}`).digest("hex")}` },
    base: genuineStandard,
  },

  { name: "no timestamp header", codes: ["timestamp_missing"], check: { timestamp: undefined } },
  {
    name: "a date as timestamp",
    codes: ["timestamp_malformed", "timestamp_mismatch"],
    check: { timestamp: "2025-02-07" },
  },
  { name: "the timestamp of another attempt", codes: ["timestamp_mismatch"], check: { timestamp: String(NOW + 2) } },
  { name: "301 s old", codes: ["timestamp_stale"], check: { now: NOW + 301 }, says: /301 s in the past, 1 s beyond/ },
  { name: "301 s early", codes: ["timestamp_in_future"], check: { now: NOW - 301 }, says: /clock skew/ },
  {
    name: "milliseconds",
    codes: ["milliseconds_timestamp"],
    check: { timestamp: `${NOW}000`, signature: `t=${NOW}000,v1=${hmac(SECRET, `${NOW}000.${BODY}`).digest("hex")}` },
  },

  {
    name: "a newline after the secret",
    codes: ["secret_malformed"],
    check: { secrets: `${SECRET}\n` },
    says: /white space/,
  },
  { name: "quotes around the secret", codes: ["secret_malformed"], check: { secrets: `"${SECRET}"` }, says: /quotes/ },
  { name: "v1, before the secret", codes: ["secret_malformed"], check: { secrets: `v1,${SECRET}` }, says: /v1/ },
  { name: "no whsec_", codes: ["secret_malformed"], check: { secrets: SECRET.slice(6) }, says: /whsec_/ },
  {
    name: "the variable's name",
    codes: ["secret_malformed"],
    check: { secrets: `SECRET="${SECRET}"` },
    says: /variable/,
  },
  {
    name: "a URL-encoded secret",
    codes: ["secret_malformed"],
    check: { ...signed(BODY, OTHER).callcall, secrets: OTHER.replaceAll("=", "%3D") },
    says: /URL-encoded/,
  },
  { name: "an empty secret", codes: ["secret_malformed"], check: { secrets: "" }, says: /it is empty/ },
  { name: "no secret", codes: ["secret_malformed"], check: { secrets: [] }, says: /it is empty/ },
  {
    name: "an ed25519 key",
    codes: ["secret_malformed", "wrong_secret"],
    check: { secrets: "whpk_AAAA" },
    says: /ed25519/,
  },
  { name: "a cut secret", codes: ["secret_malformed", "wrong_secret"], check: { secrets: "whsec_abcde" }, says: /cut/ },
  { name: "another secret", codes: ["wrong_secret"], check: { secrets: OTHER } },
  { name: "another body", codes: ["wrong_secret"], check: altered(BODY.replace("85", "86")) },
  {
    name: "a rotated-out secret",
    codes: ["rotated_out_secret"],
    check: { secrets: OTHER, previousSecrets: [{ secret: SECRET, expiredAt: "2025-02-06T00:00:00Z" }] },
    says: /2025-02-06T00:00:00Z/,
  },
  {
    name: "keyed with the decoded secret",
    codes: ["wrong_key_encoding"],
    check: { signature: `t=${NOW},v1=${hmac(keyBytes, `${NOW}.${BODY}`).digest("hex")}` },
  },
  {
    name: "keyed with the text after whsec_",
    codes: ["wrong_key_encoding"],
    check: { signature: `t=${NOW},v1=${hmac(SECRET.slice(6), `${NOW}.${BODY}`).digest("hex")}` },
  },
  {
    name: "the standard layout keyed with the whole secret",
    codes: ["wrong_key_encoding"],
    check: { signature: `v1,${hmac(SECRET, `evt_1.${NOW}.${BODY}`).digest("base64")}` },
    base: genuineStandard,
  },

  {
    name: "webhook-signature as x-callcall-signature",
    codes: ["layout_mismatch"],
    check: { signature: signed().standard.signature },
  },
  {
    name: "the same, said to be callcall",
    codes: ["layout_mismatch"],
    check: { layout: "callcall" },
    base: genuineStandard,
  },
  {
    name: "x-callcall-signature as webhook-signature",
    codes: ["layout_mismatch"],
    check: { layout: "standard", id: "evt_1" },
  },
  {
    name: "the standard content in a callcall header",
    codes: ["layout_mismatch"],
    check: { id: "evt_1", signature: `t=${NOW},v1=${hmac(keyBytes, `evt_1.${NOW}.${BODY}`).digest("hex")}` },
  },
  { name: "no webhook-id", codes: ["id_missing"], check: { id: undefined, layout: "standard" }, base: genuineStandard },
  {
    name: "an id with a full stop",
    codes: ["id_malformed"],
    check: { id: "evt.1" },
    base: genuineStandard,
  },

  { name: "pretty-printed", codes: ["body_reserialized"], check: altered(JSON.stringify(VALUE, null, 2)) },
  {
    name: "pretty-printed, with a number JSON.parse would change",
    codes: ["body_reserialized"],
    check: signedOver('{"n":1.0,"s":" , : "}', '{\n  "n": 1.0,\n  "s": " , : "\n}'),
  },
  { name: "escapes undone", codes: ["body_reserialized"], check: signedOver('{"t":"\\u00fc"}', '{"t":"ü"}') },
  { name: "escapes added", codes: ["body_reserialized"], check: altered(BODY.replace("ü", "\\u00fc")) },
  {
    name: "the envelope's keys sorted",
    codes: ["body_reserialized"],
    check: altered(JSON.stringify(Object.fromEntries(Object.entries(VALUE).sort()))),
  },
  {
    name: "data that a Python publisher wrote, serialised by JavaScript",
    codes: ["body_reserialized"],
    check: signedOver(
      '{"id":"evt_1","type":"a","created":"b","data":{"t": "\\u00fc", "n": [1, 2]},"version":"c"}',
      '{"id":"evt_1","type":"a","created":"b","data":{"t":"ü","n":[1,2]},"version":"c"}',
    ),
  },
  { name: "a newline added", codes: ["body_trailing_newline"], check: altered(`${BODY}\n`) },
  { name: "a newline trimmed", codes: ["body_trimmed"], check: signedOver(`${BODY}\n`, BODY) },
  { name: "a byte-order mark", codes: ["body_bom"], check: altered(`\ufeff${BODY}`) },
  { name: "CRLF", codes: ["body_crlf"], check: signedOver('{\n"a":1\n}', '{\r\n"a":1\r\n}') },
  { name: "LF where CRLF was signed", codes: ["body_crlf"], check: signedOver('{\r\n"a":1\r\n}', '{\n"a":1\n}') },
  { name: "encoded twice", codes: ["body_double_encoded"], check: altered(JSON.stringify(BODY)) },
  {
    name: "copied from a log, with its escapes",
    codes: ["body_double_encoded"],
    check: altered(JSON.stringify(BODY).slice(1, -1)),
  },
  { name: "base64", codes: ["body_base64"], check: altered(Buffer.from(BODY).toString("base64")) },
  { name: "read as Latin-1", codes: ["body_charset"], check: altered(Buffer.from(BODY).toString("latin1")) },
  {
    name: "a body too large to search",
    codes: ["wrong_secret", "payload_too_large"],
    check: signedOver("1", `1${" ".repeat(256 * 1024)}`),
  },

  {
    // More combinations than are tried: those with one mistake must come first.
    name: "one mistake, with ten secrets to choose from",
    codes: ["body_reserialized"],
    check: {
      payload: JSON.stringify(VALUE, null, 2),
      secrets: [...STRANGERS.slice(1), SECRET],
      previousSecrets: STRANGERS.map((secret) => ({ secret })),
    },
  },
  {
    name: "two mistakes at once",
    codes: ["secret_malformed", "body_trailing_newline"],
    check: { payload: `${BODY}\n`, secrets: `${SECRET}\n` },
  },
  {
    name: "a mistake and an old timestamp",
    codes: ["body_reserialized", "timestamp_stale"],
    check: { payload: JSON.stringify(VALUE, null, 2), now: NOW + 1000 },
  },
];
