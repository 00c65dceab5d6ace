import type { RetentionResults, Space } from "../../port/retention.ts";
import { type Database, prepare } from "../driver.ts";

/** What `PRAGMA auto_vacuum` answers where free pages can be moved to the end of the file and cut off. */
const INCREMENTAL = 2;

export function prepareSpace(database: Database): () => Space {
  const figure = (name: string) => {
    const statement = prepare<Record<string, number>>(database, `PRAGMA ${name}`);
    return () => statement.get()?.[name] ?? 0;
  };
  const pageBytes = figure("page_size");
  const pages = figure("page_count");
  const freePages = figure("freelist_count");
  const vacuum = figure("auto_vacuum");
  return () => ({
    bytes: pages() * pageBytes(),
    freeBytes: freePages() * pageBytes(),
    canGiveBack: vacuum() === INCREMENTAL,
  });
}

/** The file itself grows shorter at the checkpoint that follows. */
export function prepareGiveBack(database: Database): (bytes: number) => RetentionResults["space.give_back"] {
  const pageBytes = prepare<{ readonly page_size: number }>(database, "PRAGMA page_size").get()?.page_size ?? 4_096;
  const space = prepareSpace(database);
  return (bytes) => {
    // As a script: a prepared one would stop after the first page. Without a number it would go on to the last one.
    const pages = Math.floor(bytes / pageBytes);
    if (pages > 0) database.exec(`PRAGMA incremental_vacuum(${pages})`);
    return { kind: "given_back", space: space() };
  };
}
