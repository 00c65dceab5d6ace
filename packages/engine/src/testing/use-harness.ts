import { afterEach, beforeEach } from "vitest";
import { type Harness, type HarnessOptions, makeDirectory, openHarness, type TestDirectory } from "./harness.ts";

/**
 * For the tests of a file: each has a directory of its own, and what it opens there is closed after it.
 *
 * @param use told of every harness that is opened
 * @returns opens one
 */
export function useHarness(use: (harness: Harness) => void): (options?: HarnessOptions) => Promise<Harness> {
  let directory: TestDirectory;
  let last: Harness | undefined;

  beforeEach(() => {
    directory = makeDirectory();
    last = undefined;
  });

  afterEach(async () => {
    await last?.close();
    directory.remove();
  });

  return async (options) => {
    last = await openHarness(directory.path, options);
    use(last);
    return last;
  };
}
