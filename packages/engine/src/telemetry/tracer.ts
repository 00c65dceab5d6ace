import type { TraceContext } from "@callcall/store";
import type { Step } from "./steps.ts";

/** Where the spans of traces are made: OpenTelemetry in the server. Without one, the publisher's context is carried on as it came. */
export interface Tracer {
  /**
   * @param parent null: a trace begins here
   * @param startedMs by the wall clock, where it began before now
   */
  start(name: SpanName, parent: TraceContext | null, startedMs?: number): Span;
}

/** `publish` from the request to stable storage, `commit` the wait for the disk in it, `attempt` each of an event's. */
export type SpanName = "publish" | "commit" | "attempt";

export interface Span {
  /** What names this span as its parent. Null where there is neither a trace nor a place to make one. */
  readonly context: TraceContext | null;
  /** @param step what it came to; none where there is nothing to tell */
  end(step?: Step): void;
}
