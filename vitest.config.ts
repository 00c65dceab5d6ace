import { defineConfig } from "vitest/config";

// Tests run from source: `callcall-source` is the condition under which every package exports its src.
const conditions = ["callcall-source", "node"];

const POSTGRES = "packages/store/src/postgres/**/*.test.ts";

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "source",
          include: ["packages/*/src/**/*.test.{ts,tsx}", "{bench,chaos}/src/**/*.test.ts", "tools/**/*.test.ts"],
          exclude: ["**/node_modules/**", POSTGRES],
        },
      },
      {
        extends: true,
        test: {
          name: "postgres",
          include: [POSTGRES],
          // A server is started only where one of these files runs.
          globalSetup: ["packages/store/src/testing/postgres-setup.ts"],
        },
      },
    ],
    // A test that leaves an error behind has failed, whatever its assertions said.
    dangerouslyIgnoreUnhandledErrors: false,
    restoreMocks: true,
    // Two cores carry real sockets, real fsyncs and real TLS: a slow machine is not a failure.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
  },
});
