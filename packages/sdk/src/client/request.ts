import type { IdempotentOperationId, OperationId, Operations, StreamOperationId } from "./api-types.ts";

/** What is only read may be given by those who may not change it. */
export type Immutable<Value> = Value extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Immutable<Value[Key]> }
    : Value;

export interface CallOptions {
  /** Gives up: the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** For this call, in the place of the client's. */
  readonly timeoutMs?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface IdempotentCallOptions extends CallOptions {
  /** The same key with the same body answers as the first time, for 24 hours. It makes the call one that is retried. */
  readonly idempotencyKey?: string | undefined;
}

/** The calls that have one answer. */
export type CallId = Exclude<OperationId, StreamOperationId>;

type Part<Name extends string, Value> = [Value] extends [undefined]
  ? { readonly [Key in Name]?: undefined }
  : undefined extends Value
    ? { readonly [Key in Name]?: Immutable<Value> }
    : { readonly [Key in Name]: Immutable<Value> };

/** What a call is given: the parameters of its path, its query, its body. Parts that it does not have are left out. */
export type CallRequest<Id extends OperationId> = Part<"params", Operations[Id]["params"]> &
  Part<"query", Operations[Id]["query"]> &
  Part<"body", Operations[Id]["body"]> &
  (Id extends IdempotentOperationId ? IdempotentCallOptions : CallOptions);

/** A request that may be left out when nothing in it is required. */
export type RequestArgs<Id extends OperationId> =
  Record<never, never> extends CallRequest<Id> ? [request?: CallRequest<Id>] : [request: CallRequest<Id>];

/** An answer with its own text: numbers that JavaScript cannot hold are still in it. */
export interface Answer<Result> {
  readonly value: Result;
  readonly text: string;
  readonly status: number;
  readonly headers: Headers;
}

/** A request once the types have done their work. */
export interface PlainRequest extends IdempotentCallOptions {
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
}
