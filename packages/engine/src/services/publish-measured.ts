import { Problem } from "@callcall/contract";
import type { Clock } from "../runtime/clock.ts";
import type { Observe } from "../telemetry/observe.ts";
import type { Caller, EventService, Published } from "./port.ts";

type Publish = Pick<EventService, "publish" | "publishBatch">;

interface Counts {
  readonly eventType: string | null;
  readonly events: number;
  readonly deliveries: number;
  readonly refused: number;
}

/** Publishing, with its time and what came of it told to the observer; untouched where there is none. */
export function measured(inner: Publish, clock: Clock, observe: Observe | undefined): Publish {
  if (observe === undefined) return inner;

  async function measure<Result>(
    { accountId }: Caller,
    bodyBytes: number,
    publish: () => Promise<Published<Result>>,
    count: (result: Result) => Counts,
  ): Promise<Published<Result>> {
    const startedAt = clock.monotonicMs();
    try {
      const published = await publish();
      const { replayed, result } = published;
      const totalMs = clock.monotonicMs() - startedAt;
      observe?.({ step: "publish.accepted", accountId, replayed, bodyBytes, totalMs, ...count(result) });
      return published;
    } catch (error) {
      const code = error instanceof Problem ? error.code : "internal";
      const totalMs = clock.monotonicMs() - startedAt;
      observe?.({ step: "publish.refused", accountId, code, bodyBytes, totalMs });
      throw error;
    }
  }

  return {
    publish: (caller, body, idempotent) =>
      measure(
        caller,
        body.length,
        () => inner.publish(caller, body, idempotent),
        ({ type, deliveries }) => ({ eventType: type, events: 1, deliveries, refused: 0 }),
      ),
    publishBatch: (caller, body, idempotent) =>
      measure(
        caller,
        body.length,
        () => inner.publishBatch(caller, body, idempotent),
        ({ data }) => {
          let [events, deliveries] = [0, 0];
          for (const item of data) {
            if (!("deliveries" in item)) continue;
            events += 1;
            deliveries += item.deliveries;
          }
          return { eventType: null, events, deliveries, refused: data.length - events };
        },
      ),
  };
}
