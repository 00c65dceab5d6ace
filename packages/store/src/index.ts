export type * from "./port/commands.ts";
export type * from "./port/receivers.ts";
export type * from "./port/records.ts";
export type * from "./port/store.ts";
export { StoreError } from "./port/store.ts";
