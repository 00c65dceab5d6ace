/** One server for all test files of a run; each makes databases of its own on it. See vitest.config.ts. */
import type { TestProject } from "vitest/node";
import { startPostgres } from "./postgres-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Of the database that is always there. */
    readonly postgresUrl: string;
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  process.stdout.write("Starting a PostgreSQL server for the tests …\n");
  const server = await startPostgres();
  project.provide("postgresUrl", server.url("postgres"));
  return () => server.destroy();
}
