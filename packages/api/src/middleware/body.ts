import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Problem } from "@callcall/contract";
import { parseControlJson } from "@callcall/engine";
import { z } from "zod";
import { parseWith, pointerTo } from "./schema.ts";

const JSON_TYPE = /^application\/json(?:[ \t]*;[ \t]*charset[ \t]*=[ \t]*"?utf-8"?)?[ \t]*$/i;

/**
 * The bytes of a JSON body. The cap holds for what is declared (refused before a byte is read) and for what
 * arrives (a chunked body declares nothing); nothing beyond it is kept.
 *
 * @throws Problem `payload_too_large`, `unsupported_media_type`, `bad_request`
 */
export function readBytes(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  refuseMediaType(request.headers);
  return collectBytes(request, limitBytes);
}

/**
 * The bytes of a body, whatever they are.
 *
 * @throws Problem `payload_too_large`, `bad_request`
 */
export function collectBytes(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const declaredBytes = Number(request.headers["content-length"] ?? 0);
  if (declaredBytes > limitBytes) return Promise.reject(tooLarge(limitBytes));
  const whole = readWhole(request, declaredBytes);
  if (whole !== undefined) return Promise.resolve(whole);

  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const stop = (): void => {
      request.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
    };
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > limitBytes) {
        stop();
        request.pause();
        reject(tooLarge(limitBytes));
        return;
      }
      chunks.push(chunk);
    };
    const onEnd = (): void => {
      stop();
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, bytes));
    };
    const onClose = (): void => {
      stop();
      reject(new Problem("bad_request", "Cannot read the body: it broke off"));
    };
    request.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onClose);
  });
}

/** A body that is here already, as one that came in a packet with its headers is: four listeners less on the stream. */
function readWhole(request: IncomingMessage, declaredBytes: number): Buffer | undefined {
  if (declaredBytes === 0 || !request.complete || request.readableLength !== declaredBytes) return undefined;
  return request.read() ?? undefined;
}

/** Compressed bodies are refused: 50 KB of them can be 50 MB of JSON. */
function refuseMediaType(headers: IncomingHttpHeaders): void {
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    throw new Problem("unsupported_media_type", "Cannot take a compressed body: send it without content-encoding");
  }
  if (!JSON_TYPE.test(headers["content-type"] ?? "")) {
    throw new Problem("unsupported_media_type", "Cannot take this content-type: send application/json in UTF-8");
  }
}

function tooLarge(limitBytes: number): Problem {
  return new Problem("payload_too_large", `Cannot take a body of more than ${limitBytes} bytes here`);
}

export interface BodyRule {
  readonly schema: z.ZodType;
  readonly raw?: true;
  readonly optional?: true;
}

/** For calls without a body of their own: an empty one and `{}` are fine, a field that does nothing is not. */
export const NO_BODY: BodyRule = { schema: z.strictObject({}), optional: true };

/** The body as the handler gets it: bytes where the engine reads them, else a value that its schema let through. */
export function readBody(rule: BodyRule, bytes: Uint8Array | undefined): unknown {
  if (bytes === undefined || bytes.length === 0) {
    if (rule.optional) return parseBody(rule.schema, {});
    throw new Problem("invalid_json", "Cannot go on without a body: send a JSON object");
  }
  if (rule.raw) return bytes;
  const value = parseControlJson(bytes);
  refuseHostileText(value);
  return parseBody(rule.schema, value);
}

function parseBody(schema: z.ZodType, value: unknown): unknown {
  return parseWith(schema, value, { unknown: "unknown_field", invalid: "invalid_request", subject: "the body" });
}

const PROTOTYPE_KEYS = ["__proto__", "constructor", "prototype"];

/**
 * What no schema of ours would refuse everywhere. Keys that reach an object's prototype wherever someone later
 * copies it key by key: in the open places (metadata, headers, JSON Schemas) a schema library may even drop
 * `__proto__` in silence. And U+0000, which PostgreSQL cannot store in a text.
 * Recursion is safe: the depth was limited before parsing.
 */
function refuseHostileText(value: unknown, path: readonly PropertyKey[] = []): void {
  if (typeof value === "string") refuseNul(value, path);
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    const here = [...path, key];
    refuseNul(key, here);
    if (!Array.isArray(value) && PROTOTYPE_KEYS.includes(key)) {
      throw new Problem("unknown_field", `Cannot take a field named ${key}`, {
        errors: [{ pointer: pointerTo(here), detail: "This name is reserved" }],
      });
    }
    refuseHostileText(child, here);
  }
}

function refuseNul(text: string, path: readonly PropertyKey[]): void {
  if (!text.includes("\0")) return;
  throw new Problem("invalid_request", "Cannot store the character U+0000", {
    errors: [{ pointer: pointerTo(path), detail: "Must not contain U+0000" }],
  });
}
