import type { SignatureVerdict } from "@callcall/webhooks/client";
import { diagnoseSignature } from "@callcall/webhooks/doctor";
import { signWebhook } from "@callcall/webhooks/web";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import type { ApiProblem } from "../../api/problem.ts";
import type { SignedRequest } from "./request-text.ts";

/** Whose secret the signature should have been made with. */
export type Key =
  | { readonly kind: "secret"; readonly secret: string }
  | { readonly kind: "webhook"; readonly webhookId: string };

/** A moment that the age of the signature is judged at. */
export type At = "now" | "signed";

export interface Report extends SignatureVerdict {
  /** What the given secret makes of it; null where it is not known, or nothing can be made. */
  readonly computed: { readonly callcall: string; readonly standard: string } | null;
}

/** Web Crypto is there on https and on localhost only. */
export const CAN_COMPUTE: boolean = globalThis.crypto?.subtle !== undefined;

export interface ReportState {
  readonly data: Report | undefined;
  readonly error: ApiProblem | null;
  readonly retry: () => void;
}

let sheets = 0;

/** The verdict on a request. With a secret it is made here, and the secret goes nowhere: not even into the cache's keys. */
export function useReport(request: SignedRequest, key: Key, at: At, version: number): ReportState {
  const [sheet] = useState(() => {
    sheets += 1;
    return sheets;
  });
  const ready =
    request.signature.trim() !== "" &&
    (key.kind === "webhook" ? key.webhookId !== "" : key.secret.trim() !== "" && CAN_COMPUTE);
  const { data, error, refetch } = useQuery<Report, ApiProblem>({
    // By counting the changes, not by what was typed: a secret is no key of a cache.
    queryKey: ["signatures.report", sheet, version],
    enabled: ready,
    gcTime: 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      key.kind === "secret" ? reportHere(request, key.secret, at) : reportThere(request, key.webhookId, signal),
  });
  // Of what is there no more, nothing is said.
  return { data: ready ? data : undefined, error: ready ? error : null, retry: () => void refetch() };
}

async function reportHere(request: SignedRequest, secret: string, at: At): Promise<Report> {
  const { payload, signature, timestamp, id } = request;
  const seconds = Number(timestamp);
  const { valid, diagnosis } = await diagnoseSignature({
    payload,
    signature: signature.trim(),
    timestamp: timestamp.trim(),
    secrets: [secret],
    ...(id.trim() === "" ? {} : { id: id.trim() }),
    ...(at === "signed" && Number.isInteger(seconds) ? { now: seconds } : {}),
  });
  return { valid, diagnosis: diagnosis.map((one) => ({ ...one })), computed: await compute(request, secret) };
}

async function reportThere(request: SignedRequest, webhookId: string, signal: AbortSignal): Promise<Report> {
  const { payload, signature, timestamp, id } = request;
  const body = {
    payload,
    signature: signature.trim(),
    timestamp: timestamp.trim(),
    webhook_id: webhookId,
    ...(id.trim() === "" ? {} : { event_id: id.trim() }),
  };
  return { ...(await api.call("signatures.verify", { body, signal })), computed: null };
}

async function compute({ payload, timestamp, id }: SignedRequest, secret: string): Promise<Report["computed"]> {
  try {
    const seconds = Number(timestamp.trim());
    // The first layout signs no id; any will do for the one that is not asked for.
    const signed = await signWebhook({ id: id.trim() || "none", payload, secrets: [secret], timestamp: seconds });
    return {
      callcall: signed["x-callcall-signature"],
      standard: id.trim() === "" ? "" : signed["webhook-signature"],
    };
  } catch {
    return null;
  }
}
