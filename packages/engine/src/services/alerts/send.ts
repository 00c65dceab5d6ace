import { type AlertChannel, CURRENT_VERSION } from "@callcall/contract";
import { buildRequest } from "../../dispatch/request.ts";
import { chatOf } from "../../domain/alerts/chat.ts";
import { mailOf } from "../../domain/alerts/mail.ts";
import type { AlertMessage, TellingReason } from "../../domain/alerts/message.ts";
import type { Exchange, HttpSender } from "../../http/index.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { EngineSettings } from "../../runtime/settings.ts";
import { prepareSecret } from "../../signing/secret.ts";
import type { Mailer } from "./ports.ts";

export interface AlertSendPorts {
  readonly sender: HttpSender;
  readonly mailer: Mailer | null;
  readonly clock: Clock;
  readonly settings: EngineSettings;
  readonly userAgent: string;
}

/** One message on its way through one channel. */
export interface Telling {
  readonly messageId: string;
  /** Tells the notifications of one message apart. */
  readonly number: number;
  readonly createdMs: number;
  readonly reason: TellingReason;
  readonly message: AlertMessage;
  readonly channel: AlertChannel;
  /** Of the rule. */
  readonly secret: string | null;
  /** Counts from 1. */
  readonly attempt: number;
}

export type TellingResult =
  /** `error`: a part of it did not arrive. */
  | { readonly kind: "sent"; readonly error: string | null }
  | { readonly kind: "failed"; readonly permanent: boolean; readonly error: string };

/** Sends one message through one channel, once. Never rejects. */
export type AlertSend = (telling: Telling) => Promise<TellingResult>;

/** What an endpoint wants to say by it does not change within an hour. */
const PERMANENT: readonly Exchange["outcome"][] = ["http_410", "blocked_address"];

/** Webhooks go through the signer, the guard and the sender of deliveries; chat through guard and sender. */
export function createAlertSend(ports: AlertSendPorts): AlertSend {
  const { sender, mailer, clock, settings, userAgent } = ports;
  const deadlineMs = settings.deliveryDeadlineMs;

  async function sendWebhook(telling: Telling, url: string): Promise<TellingResult> {
    // Nothing leaves unsigned.
    if (telling.secret === null) return failed(true, "The rule has no secret any more to sign it with");
    const request = buildRequest({
      eventId: telling.messageId,
      eventType: `alert.${telling.reason}`,
      eventCreatedMs: telling.createdMs,
      data: jsonBytes(telling.message),
      deliveryId: telling.messageId,
      attempt: telling.attempt,
      webhook: { url, version: CURRENT_VERSION },
      customHeaders: {},
      secrets: [prepareSecret(telling.secret)],
      trace: null,
      nowMs: clock.nowMs(),
      userAgent,
    });
    return resultOf(await sender.send({ ...request, deadlineMs }));
  }

  async function sendChat({ reason, message }: Telling, url: string): Promise<TellingResult> {
    const headers = [
      ["content-type", "application/json"],
      ["user-agent", userAgent],
      ["accept-encoding", "identity"],
    ] as const;
    return resultOf(await sender.send({ url, headers, body: jsonBytes(chatOf(reason, message)), deadlineMs }));
  }

  async function sendMail(telling: Telling, to: readonly string[]): Promise<TellingResult> {
    if (mailer === null) return failed(false, "The server has no mail server (CALLCALL_SMTP_URL)");
    const messageId = `${telling.messageId}.${telling.number}`;
    const result = await mailer.send({ messageId, to, ...mailOf(telling.reason, telling.message) });
    return result.kind === "sent" ? { kind: "sent", error: result.refused } : result;
  }

  return (telling) => {
    const { channel } = telling;
    switch (channel.kind) {
      case "webhook":
        return sendWebhook(telling, channel.url);
      case "slack":
        return sendChat(telling, channel.url);
      case "email":
        return sendMail(telling, channel.to);
    }
  };
}

function resultOf({ outcome, response, error }: Exchange): TellingResult {
  if (outcome === "delivered") return { kind: "sent", error: null };
  const said = error ?? `The receiver answered ${response?.status ?? "nothing"}`;
  return failed(PERMANENT.includes(outcome), said);
}

function failed(permanent: boolean, error: string): TellingResult {
  return { kind: "failed", permanent, error };
}

function jsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
