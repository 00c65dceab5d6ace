/**
 * The trace that an event is part of: attempts days later belong to it as well. Both columns come behind the
 * body, so only a read of the whole event may name them: listing heads must not walk through bodies.
 */
export const TRACE_CONTEXT: string = /* sql */ `
ALTER TABLE events ADD COLUMN traceparent TEXT;
ALTER TABLE events ADD COLUMN tracestate TEXT;
`;
