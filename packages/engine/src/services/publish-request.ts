import { EVENT_ID_PATTERN, LIMITS, Problem, type ProblemError, pointerToken } from "@callcall/contract";
import { decodeString, type JsonNode, scanJson } from "../domain/json-scan.ts";

/** One event as a publisher sent it; `data` is the exact bytes. */
export interface PublishRequest {
  readonly type: string;
  readonly data: Uint8Array;
  /** The publisher's own id. */
  readonly id: string | null;
}

/**
 * Read `{type, data, id?}` without re-serialising anything.
 *
 * @throws Problem for what cannot be published
 */
export function readPublish(body: Uint8Array, payloadBytes: number): PublishRequest {
  // The envelope is one level, and `data` may use all the depth that is allowed.
  const root = scanJson(body, { maxDepth: LIMITS.json_depth + 1, maxKeys: LIMITS.json_keys, outline: 1 });
  return readEvent(body, root, payloadBytes);
}

/** Read `{events: […]}`: each item a request or the problem that it has. */
export function readBatch(body: Uint8Array, payloadBytes: number): readonly (PublishRequest | Problem)[] {
  const root = scanJson(body, {
    maxDepth: LIMITS.json_depth + 3,
    maxKeys: LIMITS.json_keys * LIMITS.batch_events,
    outline: 3,
  });
  const fields = membersOf(root, ["events"]);
  const events = fields.get("events");
  if (events?.kind !== "array") {
    throw invalid([{ pointer: "/events", detail: "must be an array of events" }]);
  }
  if (events.elements.length === 0 || events.elements.length > LIMITS.batch_events) {
    const detail = `must have 1 to ${LIMITS.batch_events} events; it has ${events.elements.length}`;
    throw invalid([{ pointer: "/events", detail }]);
  }
  return events.elements.map((item) => {
    try {
      if (item.keys > LIMITS.json_keys) {
        return new Problem("too_many_keys", `Cannot take an event with more than ${LIMITS.json_keys} keys`);
      }
      const request = readEvent(body, item, payloadBytes);
      // A copy: one small event must not keep the whole batch in memory. (Small ones share 8 KiB, which is little
      // enough, and saves a buffer of its own for each.)
      return { ...request, data: Buffer.from(request.data) };
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
  });
}

/** Read `{type, data?}` of a test send. */
export function readTest(body: Uint8Array, payloadBytes: number): { type: string; data: Uint8Array | null } {
  const root = scanJson(body, { maxDepth: LIMITS.json_depth + 1, maxKeys: LIMITS.json_keys, outline: 1 });
  const fields = membersOf(root, ["type", "data"]);
  const data = fields.get("data");
  return {
    type: stringOf(body, fields.get("type"), "/type"),
    data: data === undefined ? null : dataOf(body, data, payloadBytes),
  };
}

function readEvent(body: Uint8Array, root: JsonNode, payloadBytes: number): PublishRequest {
  const fields = membersOf(root, ["type", "data", "id"]);
  const data = fields.get("data");
  if (data === undefined) throw invalid([{ pointer: "/data", detail: "is missing" }]);
  const id = fields.get("id");
  return {
    type: stringOf(body, fields.get("type"), "/type"),
    data: dataOf(body, data, payloadBytes),
    id: id === undefined ? null : eventIdOf(stringOf(body, id, "/id")),
  };
}

function dataOf(body: Uint8Array, node: JsonNode, payloadBytes: number): Uint8Array {
  const data = body.subarray(node.start, node.end);
  if (data.length > payloadBytes) {
    throw new Problem(
      "payload_too_large",
      `Cannot take data of ${data.length} bytes: at most ${payloadBytes} are allowed`,
    );
  }
  return data;
}

function eventIdOf(text: string): string {
  if (EVENT_ID_PATTERN.test(text)) return text;
  throw invalid([{ pointer: "/id", detail: "must be 1 to 64 of A-Z, a-z, 0-9, _ and -" }]);
}

function stringOf(body: Uint8Array, node: JsonNode | undefined, pointer: string): string {
  if (node === undefined) throw invalid([{ pointer, detail: "is missing" }]);
  if (node.kind !== "string") throw invalid([{ pointer, detail: "must be a string" }]);
  return decodeString(body, node.start, node.end);
}

/** The members of an object, refusing foreign and repeated keys: which of two would be meant? */
function membersOf(node: JsonNode, allowed: readonly string[]): ReadonlyMap<string, JsonNode> {
  if (node.kind !== "object") throw invalid([{ pointer: "", detail: "must be an object" }]);
  const fields = new Map<string, JsonNode>();
  for (const { key, node: value } of node.members) {
    if (!allowed.includes(key)) {
      const pointer = pointerTo(key);
      throw new Problem("unknown_field", `Cannot take the field ${pointer}: only ${allowed.join(", ")} exist`, {
        errors: [{ pointer, detail: "is not a field of this object" }],
      });
    }
    if (fields.has(key)) {
      const pointer = pointerTo(key);
      throw new Problem("duplicate_key", `Cannot tell which ${pointer} is meant: the key stands twice`, {
        errors: [{ pointer, detail: "stands twice" }],
      });
    }
    fields.set(key, value);
  }
  return fields;
}

function pointerTo(key: string): string {
  return `/${pointerToken(key.slice(0, 64))}`;
}

function invalid(errors: readonly ProblemError[]): Problem {
  const first = errors[0];
  return new Problem("invalid_request", `Cannot read the request: ${first?.pointer || "the body"} ${first?.detail}`, {
    errors,
  });
}
