import { type Attempt, DELIVERY_HEADERS, type ExamScenario } from "@callcall/contract";
import type { NewEvent, WebhookRecord } from "@callcall/store";
import { buildRequest, maskHeaders } from "../dispatch/request.ts";
import { instant } from "../domain/instant.ts";
import type { Exchange, HttpSender } from "../http/index.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Ids } from "../runtime/ids.ts";
import type { Credentials } from "../signing/credentials.ts";
import type { SigningSecret } from "../signing/secret.ts";
import type { StreamService } from "./port.ts";
import { attemptView } from "./views.ts";

export interface ProbePorts {
  readonly sender: HttpSender;
  readonly credentials: Credentials;
  readonly stream: StreamService;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly userAgent: string;
}

/** A request that is made to look at a consumer. */
export interface Probe {
  readonly webhook: WebhookRecord;
  readonly event: Pick<NewEvent, "id" | "type" | "createdMs" | "data">;
  readonly deliveryId: string;
  readonly attempt: number;
  /** Newest first. */
  readonly secrets: readonly SigningSecret[];
  /** What the signature says of its time. */
  readonly signedMs: number;
  /** Without any signature. */
  readonly unsigned?: boolean;
  readonly deadlineMs: number;
  readonly scenario?: ExamScenario;
}

export interface Probed {
  readonly attempt: Attempt;
  readonly exchange: Exchange;
}

export type SendProbe = (probe: Probe) => Promise<Probed>;

const SIGNATURES: ReadonlySet<string> = new Set([DELIVERY_HEADERS.signature, DELIVERY_HEADERS.standardSignature]);

/**
 * Built, signed, judged by the guard and sent by the very code that sends deliveries. It is announced as a test,
 * not stored, and says nothing about the webhook's health.
 */
export function createProbe(ports: ProbePorts): SendProbe {
  const { sender, stream, clock, ids } = ports;

  return async (probe) => {
    const { webhook, event } = probe;
    const { accountId } = webhook;
    const { headers, ...request } = buildRequest({
      eventId: event.id,
      eventType: event.type,
      eventCreatedMs: event.createdMs,
      data: event.data,
      deliveryId: probe.deliveryId,
      attempt: probe.attempt,
      webhook,
      customHeaders: ports.credentials.headers(webhook),
      secrets: probe.secrets,
      trace: null,
      nowMs: probe.signedMs,
      userAgent: ports.userAgent,
    });
    const sent = probe.unsigned === true ? headers.filter(([name]) => !SIGNATURES.has(name)) : headers;
    const told = {
      event_id: event.id,
      event_type: event.type,
      webhook_id: webhook.id,
      delivery_id: probe.deliveryId,
      attempt: probe.attempt,
      test: true,
      ...(probe.scenario === undefined ? {} : { scenario: probe.scenario }),
    } as const;
    const startedMs = clock.nowMs();
    stream.announce(accountId, { kind: "attempt.started", at: instant(startedMs), ...told });
    const exchange = await sender.send({ ...request, headers: sent, deadlineMs: probe.deadlineMs });
    stream.announce(accountId, {
      kind: "attempt.finished",
      at: instant(clock.nowMs()),
      ...told,
      outcome: exchange.outcome,
      response_status: exchange.response?.status ?? null,
      total_ms: exchange.timings.totalMs,
    });
    const { outcome, response, error, remoteAddress, timings } = exchange;
    const attempt = attemptView(
      {
        accountId,
        deliveryId: probe.deliveryId,
        id: ids.next("attempt"),
        number: probe.attempt,
        outcome,
        charged: false,
        startedMs,
        request: { version: webhook.version, url: request.url, headers: maskHeaders(sent) },
        response,
        error,
        remoteAddress,
        timings,
      },
      { ...event, accountId, warnings: null, trace: null },
    );
    return { attempt, exchange };
  };
}
