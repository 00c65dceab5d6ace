export type * from "./client/api-types.ts";
export { type Client, createClient } from "./client/client.ts";
export { ApiError, type ApiErrorCode, type ApiFault, ConnectionError } from "./client/errors.ts";
export { type JsonInput, type JsonValue, RawJson } from "./client/json.ts";
export { memberText } from "./client/member.ts";
export type { Namespaces } from "./client/namespaces.ts";
export type { ItemOf, PagedId, PageOptions } from "./client/paginate.ts";
export type {
  Answer,
  CallId,
  CallOptions,
  CallRequest,
  IdempotentCallOptions,
  Immutable,
} from "./client/request.ts";
export type { ClientOptions } from "./client/settings.ts";
export type { EntryStream, StreamOptions, StreamState } from "./client/stream.ts";
