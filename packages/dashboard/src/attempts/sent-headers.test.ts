import { DELIVERY_HEADERS } from "@callcall/contract";
import { expect, it } from "vitest";
import docs from "../../../../docs/delivery.md?raw";
import { explainHeaders, headerOf, signedTexts } from "./sent-headers.ts";

it("has a sentence for every header of a delivery", () => {
  const sent = explainHeaders(Object.fromEntries(Object.values(DELIVERY_HEADERS).map((name) => [name, "x"])));
  expect(sent.filter(({ purpose }) => purpose === null)).toEqual([]);
});

it("knows custom headers by having none, and masked ones by their mask", () => {
  expect(explainHeaders({ authorization: "•••", constructor: "a" })).toEqual([
    { name: "authorization", value: "•••", purpose: null, masked: true },
    { name: "constructor", value: "a", purpose: null, masked: false },
  ]);
});

interface Vector {
  readonly secrets: readonly [string];
  readonly timestamp: string;
  readonly body: string;
  readonly "webhook-id": string;
  readonly "x-callcall-signature": string;
  readonly "webhook-signature": string;
}

const text = (value: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(value);

async function hmac(key: Uint8Array<ArrayBuffer>, signed: string): Promise<Uint8Array> {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, text(signed)));
}

it("tells the very texts that were signed", async () => {
  const vectors = JSON.parse(/```json vectors\n([\s\S]*?)```/.exec(docs)?.[1] ?? "[]") as Vector[];
  expect(vectors.length).toBeGreaterThan(0);
  for (const vector of vectors) {
    const [secret] = vector.secrets;
    const [callcall, standard] = signedTexts({
      "x-callcall-timestamp": vector.timestamp,
      "webhook-id": vector["webhook-id"],
      "webhook-timestamp": vector.timestamp,
    });
    const hex = [...(await hmac(text(secret), `${callcall?.prefix}${vector.body}`))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
    expect(vector["x-callcall-signature"]).toContain(`v1=${hex}`);
    const key = Uint8Array.from(atob(secret.slice("whsec_".length)), (character) => character.charCodeAt(0));
    const base64 = btoa(String.fromCharCode(...(await hmac(key, `${standard?.prefix}${vector.body}`))));
    expect(vector["webhook-signature"]).toContain(`v1,${base64}`);
  }
});

it("finds a header in any case", () => {
  expect(headerOf({ Location: "/a" }, "location")).toBe("/a");
  expect(headerOf({}, "location")).toBeNull();
});
