/** The schema's history. A migration that was released is never edited: its checksum is stored with the data. */
import type { Migration } from "../../migrations/history.ts";
import { QUEUE } from "./0001-queue.ts";
import { AROUND_IT } from "./0002-around-it.ts";

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: "queue", sql: QUEUE },
  { version: 2, name: "around-it", sql: AROUND_IT },
];
