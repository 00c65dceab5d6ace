import { Problem } from "@callcall/contract";
import type { TraceContext } from "@callcall/store";
import type { Clock } from "../runtime/clock.ts";
import type { Observe } from "../telemetry/observe.ts";
import type { Step } from "../telemetry/steps.ts";
import type { Tracer } from "../telemetry/tracer.ts";
import type { Caller, EventService, Published } from "./port.ts";

type Publish = Pick<EventService, "publish" | "publishBatch">;

interface MeasurePorts {
  readonly clock: Clock;
  readonly observe: Observe | undefined;
  readonly tracer: Tracer | undefined;
}

interface Counts {
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly events: number;
  readonly deliveries: number;
  readonly refused: number;
}

/** Publishing, with its time and what came of it told, and its span made; untouched where nobody asks for either. */
export function measured(inner: Publish, { clock, observe, tracer }: MeasurePorts): Publish {
  if (observe === undefined && tracer === undefined) return inner;

  async function measure<Result>(
    { accountId }: Caller,
    bodyBytes: number,
    trace: TraceContext | null,
    publish: (own: TraceContext | null) => Promise<Published<Result>>,
    count: (result: Result) => Counts,
  ): Promise<Published<Result>> {
    const startedAt = clock.monotonicMs();
    const span = tracer?.start("publish", trace);
    const tell = (step: Step): void => {
      observe?.(step);
      span?.end(step);
    };
    try {
      const published = await publish(span === undefined ? trace : span.context);
      const { replayed, result } = published;
      const totalMs = clock.monotonicMs() - startedAt;
      tell({ step: "publish.accepted", accountId, replayed, bodyBytes, totalMs, ...count(result) });
      return published;
    } catch (error) {
      const { code, status } = error instanceof Problem ? error : { code: "internal", status: 500 };
      const totalMs = clock.monotonicMs() - startedAt;
      tell({ step: "publish.refused", accountId, code, status, bodyBytes, totalMs });
      throw error;
    }
  }

  return {
    publish: (caller, body, idempotent, trace = null) =>
      measure(
        caller,
        body.length,
        trace,
        (own) => inner.publish(caller, body, idempotent, own),
        ({ id, type, deliveries }) => ({ eventId: id, eventType: type, events: 1, deliveries, refused: 0 }),
      ),
    publishBatch: (caller, body, idempotent, trace = null) =>
      measure(
        caller,
        body.length,
        trace,
        (own) => inner.publishBatch(caller, body, idempotent, own),
        ({ data }) => {
          let [events, deliveries] = [0, 0];
          for (const item of data) {
            if (!("deliveries" in item)) continue;
            events += 1;
            deliveries += item.deliveries;
          }
          return { eventId: null, eventType: null, events, deliveries, refused: data.length - events };
        },
      ),
  };
}
