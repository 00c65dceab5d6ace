import type { Readable } from "node:stream";
import type { OperationId, ROUTES } from "@callcall/contract";
import type { Caller, Engine } from "@callcall/engine";
import type { z } from "zod";
import type { Admission } from "../middleware/auth.ts";
import type { ClientAddress } from "../middleware/client-address.ts";
import type { Cursors } from "../middleware/cursor.ts";
import type { Reception } from "../receivers/reception.ts";
import type { StreamHub } from "../stream/hub.ts";
import type { RawJson } from "./raw-json.ts";

type RouteOf<Op extends OperationId> = (typeof ROUTES)[Op];

type ParamNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNames<Rest>
  : never;

/** `{id}` of `/webhooks/{id}`. */
type Params<Op extends OperationId> = Readonly<Record<ParamNames<RouteOf<Op>["path"]>, string>>;

/** The query, through its schema. */
export type Query<Op extends OperationId> =
  RouteOf<Op> extends { readonly query: infer Schema extends z.ZodType } ? z.output<Schema> : unknown;

/** The body: bytes where the engine reads them itself, else the value that its schema let through. */
type Body<Op extends OperationId> =
  RouteOf<Op> extends { readonly body: { readonly raw: true } }
    ? Uint8Array
    : RouteOf<Op> extends { readonly body: { readonly schema: infer Schema extends z.ZodType } }
      ? z.output<Schema>
      : unknown;

type Immutable<Value> = Value extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Immutable<Value[Key]> }
    : Value;

/** What a handler answers with: the documented shape, checked by the compiler. */
type Answer<Op extends OperationId> = RouteOf<Op>["success"] extends {
  readonly contentType: "text/event-stream";
}
  ? Readable
  : RouteOf<Op>["success"] extends { readonly schema: infer Schema extends z.ZodType }
    ? Immutable<z.output<Schema>> | RawJson
    : undefined;

/** What every handler can reach. */
export interface Services {
  readonly engine: Engine;
  readonly cursors: Cursors;
  readonly streams: StreamHub;
  readonly reception: Reception;
  readonly now: () => number;
  readonly clientAddress: ClientAddress;
}

/** One admitted and validated request. */
export interface Call<Op extends OperationId> {
  readonly operation: Op;
  readonly services: Services;
  readonly engine: Engine;
  readonly admission: Admission;
  readonly caller: Caller;
  readonly params: Params<Op>;
  readonly query: Query<Op>;
  readonly body: Body<Op>;
  /** The value of a header that may stand at most once. */
  header(name: string): string | undefined;
  /** Aborted when the client goes away before it is answered. Asked for only by what takes long. */
  gone(): AbortSignal;
}

export type Handler<Op extends OperationId> = (call: Call<Op>) => Promise<Answer<Op>>;

/** The handlers of one noun: one for each of its operations. */
export type HandlersOf<Noun extends string> = {
  readonly [Op in OperationId as Op extends `${Noun}.${string}` ? Op : never]: Handler<Op>;
};
