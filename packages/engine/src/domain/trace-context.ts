/**
 * W3C Trace Context (https://www.w3.org/TR/trace-context/). What is malformed is ignored, never an error: a trace
 * is for whoever looks into it, and an event must not fail because of it.
 */
import type { TraceContext } from "@callcall/store";

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const NO_TRACE = "0".repeat(32);
const NO_PARENT = "0".repeat(16);

/** A later version may put more behind its flags. No header line is longer than what the server takes, 16 KiB. */
function readTraceparent(text: string): string | undefined {
  const [, version, trace, parent, flags = "", more] = TRACEPARENT.exec(text) ?? [];
  if (version === undefined || version === "ff" || trace === NO_TRACE || parent === NO_PARENT) return undefined;
  if (version === "00") return more === undefined ? text : undefined;
  // Of a version that we do not know, we speak our own: of its flags, "sampled" alone is known to us.
  return `00-${trace}-${parent}-0${Number.parseInt(flags, 16) & 1}`;
}

const MEMBERS_MAX = 32;
/** What has to be carried at least; more is cut, member by member. */
const TRACESTATE_CHARACTERS_MAX = 512;
/** Members longer than this are the first to go. */
const LONG_MEMBER_CHARACTERS = 128;

const KEY = /^(?:[a-z][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})$/;
/** Printable, without comma and equals sign, and not ending with a space. */
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/** One malformed member, and none of them is believed. */
function readTracestate(text: string): string | null {
  const members = text
    .split(",")
    .map((member) => member.replaceAll(/^[ \t]+|[ \t]+$/g, ""))
    .filter((member) => member !== "");
  if (members.length === 0 || members.length > MEMBERS_MAX) return null;
  const keys = new Set<string>();
  for (const member of members) {
    const equals = member.indexOf("=");
    const key = member.slice(0, equals);
    if (equals === -1 || keys.has(key) || !KEY.test(key) || !VALUE.test(member.slice(equals + 1))) return null;
    keys.add(key);
  }
  return cut(members);
}

/** The first member is the latest to have been written, so the last goes first. */
function cut(members: readonly string[]): string | null {
  const whole = members.join(",");
  if (whole.length <= TRACESTATE_CHARACTERS_MAX) return whole;
  const short = members.filter((member) => member.length <= LONG_MEMBER_CHARACTERS);
  while (short.join(",").length > TRACESTATE_CHARACTERS_MAX) short.pop();
  return short.length === 0 ? null : short.join(",");
}

/** The headers of a request, as received, several of one name joined with commas; null where it is part of no trace. */
export function readTraceContext(traceparent: string | undefined, tracestate: string | undefined): TraceContext | null {
  const read = traceparent === undefined ? undefined : readTraceparent(traceparent);
  if (read === undefined) return null;
  return { traceparent: read, tracestate: tracestate === undefined ? null : readTracestate(tracestate) };
}

/** 32 hex digits. */
export function traceIdOf(trace: TraceContext | null): string | null {
  return trace === null ? null : trace.traceparent.slice(3, 35);
}
