export { type Compacted, compactSqliteStore } from "./compact.ts";
export type { SqliteStoreOptions } from "./open.ts";
export { openSqliteStore } from "./open.ts";
