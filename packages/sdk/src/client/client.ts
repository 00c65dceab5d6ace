import type { Operations, StreamFilter } from "./api-types.ts";
import { type Caller, createCaller } from "./caller.ts";
import type { Namespaces } from "./namespaces.ts";
import { OPERATIONS, type Operation } from "./operations.ts";
import { type ItemOf, type PagedId, type PageOptions, paginate } from "./paginate.ts";
import type { Answer, CallId, Immutable, PlainRequest, RequestArgs } from "./request.ts";
import { type ClientOptions, readOptions } from "./settings.ts";
import { EntryStream, type StreamOptions } from "./stream.ts";

/** The API as methods. Every call is one: `client.webhooks.create(body)`, `client.events.list(query)`. */
export interface Client extends Namespaces {
  /**
   * Any call by its operation id.
   *
   * @throws ApiError when the server refuses, ConnectionError when it cannot be reached in time.
   */
  call<Id extends CallId>(id: Id, ...request: RequestArgs<Id>): Promise<Operations[Id]["result"]>;

  /** As `call`, with the text of the answer: `events.get` answers with the publisher's own bytes in `data`. */
  text<Id extends CallId>(id: Id, ...request: RequestArgs<Id>): Promise<Answer<Operations[Id]["result"]>>;

  /** Every item of a list, fetched page by page as they are asked for. */
  paginate<Id extends PagedId>(
    id: Id,
    query?: Immutable<Operations[Id]["query"]>,
    ...options: Record<never, never> extends PageOptions<Id> ? [options?: PageOptions<Id>] : [options: PageOptions<Id>]
  ): AsyncGenerator<ItemOf<Id>, void, undefined>;

  /**
   * What happens, as it happens. Reconnects by itself and goes on where it stopped, until the loop is left, the signal
   * fires or the server refuses.
   */
  stream(query?: Immutable<StreamFilter>, options?: StreamOptions): EntryStream;
}

/** A client of one server. @throws TypeError for options that no call could be made with. */
export function createClient(options: ClientOptions = {}): Client {
  const settings = readOptions(options);
  const call = createCaller(settings);
  return {
    ...createNamespaces(call),
    call: async (id: string, request?: PlainRequest) => (await call(id, request)).value,
    text: call,
    paginate: (id: string, query?: PlainRequest["query"], more?: PlainRequest) =>
      paginate(call, id, { ...more, query }),
    stream: (query?: PlainRequest["query"], more?: StreamOptions) => new EntryStream(settings, query, more),
    // What the table of operations says at run time, its types say at compile time: both are generated.
  } as unknown as Client;
}

type Method = (...args: unknown[]) => Promise<unknown>;

function createNamespaces(call: Caller): Record<string, Record<string, Method>> {
  const namespaces: Record<string, Record<string, Method>> = {};
  for (const [id, operation] of Object.entries(OPERATIONS)) {
    const [noun = "", verb = ""] = id.split(".");
    if (operation.stream) continue;
    namespaces[noun] = {
      ...namespaces[noun],
      [verb]: async (...args) => (await call(id, toRequest(operation, args))).value,
    };
  }
  return namespaces;
}

/** The parameters of the path, then body, query and options: as the generated methods have them. */
function toRequest({ path, body, query }: Operation, args: readonly unknown[]): PlainRequest {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const params = Object.fromEntries(names.map((name, index) => [name, args[index] as string]));
  const rest = args.slice(names.length);
  return {
    params,
    ...(body && { body: rest.shift() }),
    ...(query && { query: rest.shift() as PlainRequest["query"] }),
    ...(rest[0] as PlainRequest | undefined),
  };
}
