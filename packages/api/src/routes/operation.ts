import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import type { OperationId, ROUTES } from "@callcall/contract";
import type { Caller, Engine } from "@callcall/engine";
import type { z } from "zod";
import type { Admission, Gate } from "../middleware/auth.ts";
import type { BodyRoom } from "../middleware/body-room.ts";
import type { ClientAddress } from "../middleware/client-address.ts";
import type { Cursors } from "../middleware/cursor.ts";
import type { SignInLimit } from "../middleware/sign-in-limit.ts";
import type { ServerSetup } from "../options.ts";
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
export interface Services extends Gate {
  readonly engine: Engine;
  readonly signIns: SignInLimit;
  readonly mode: "development" | "production";
  readonly version: string;
  readonly setup: ServerSetup;
  readonly cursors: Cursors;
  readonly streams: StreamHub;
  readonly reception: Reception;
  readonly bodyRoom: BodyRoom;
  readonly now: () => number;
  readonly clientAddress: ClientAddress;
}

type Admitted<Op extends OperationId, Value> = RouteOf<Op>["scope"] extends "public" ? null : Value;

/** The request itself, for what is no part of its route. */
export interface CallRequest {
  readonly id: string;
  readonly raw: IncomingMessage;
  /** Where it comes from, as far as it can be believed. */
  readonly ip: string | null;
}

/** One admitted and validated request. */
export interface Call<Op extends OperationId> {
  readonly operation: Op;
  readonly services: Services;
  readonly engine: Engine;
  /** Nobody was asked who they are where the call is public. */
  readonly admission: Admitted<Op, Admission>;
  readonly caller: Admitted<Op, Caller>;
  readonly params: Params<Op>;
  readonly query: Query<Op>;
  readonly body: Body<Op>;
  readonly request: CallRequest;
  /** The value of a header that may stand at most once. */
  header(name: string): string | undefined;
  /** Aborted when the client goes away before it is answered. Asked for only by what takes long. */
  gone(): AbortSignal;
  /** Set cookies with the answer. */
  setCookies(cookies: readonly string[]): void;
}

export type Handler<Op extends OperationId> = (call: Call<Op>) => Promise<Answer<Op>>;

/** The handlers of one noun: one for each of its operations. */
export type HandlersOf<Noun extends string> = {
  readonly [Op in OperationId as Op extends `${Noun}.${string}` ? Op : never]: Handler<Op>;
};
