export type * from "./services/port.ts";
