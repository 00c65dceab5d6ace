import { defineConfig } from "vitest/config";

// No `callcall-source` condition here: these tests meet the packages as they are built and installed.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["**/*.test.ts"],
    globalSetup: ["support/build.ts"],
    dangerouslyIgnoreUnhandledErrors: false,
    restoreMocks: true,
    // Each test waits for events with a bound of its own; these catch what hangs all the same.
    // What a screen shows follows within seconds on a busy machine; a poll that gives up sooner is a matter of luck.
    expect: { poll: { timeout: 15_000 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Child processes, real disks and real sockets: more workers than cores would only slow each other.
    maxWorkers: 2,
    // Campaigns that wait, side by side; more would wait for a core instead.
    maxConcurrency: 3,
  },
});
