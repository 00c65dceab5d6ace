/** The port over a driver's functions: they may answer at once, and fail as their database does. */
import { type ReadStore, type Store, StoreError, type WriteStore } from "./port/store.ts";

/** As the store, but what is read may be there without waiting. */
type Answering<Methods> = {
  readonly [Name in keyof Methods]: Methods[Name] extends (...parameters: infer Parameters) => Promise<infer Value>
    ? (...parameters: Parameters) => Value | Promise<Value>
    : never;
};

export interface DriverFunctions {
  readonly reads: Answering<ReadStore>;
  readonly commit: WriteStore["commit"];
  shutDown(): void | Promise<void>;
  /** A {@link StoreError} where a failure is one; every other error as it is. */
  asStoreError(error: unknown): unknown;
}

export function createStore({ reads, commit, shutDown, asStoreError }: DriverFunctions): Store {
  let closed = false;

  function whileOpen<Parameters extends unknown[], Value>(
    call: (...parameters: Parameters) => Value | Promise<Value>,
  ): (...parameters: Parameters) => Promise<Value> {
    return async (...parameters) => {
      if (closed) throw new StoreError("unavailable", "Cannot use the store as it is closed");
      try {
        return await call(...parameters);
      } catch (error) {
        throw asStoreError(error);
      }
    };
  }

  const guarded = Object.fromEntries(
    Object.entries(reads as Answering<Record<string, (...parameters: unknown[]) => Promise<unknown>>>).map(
      ([name, read]) => [name, whileOpen(read)],
    ),
  ) as unknown as ReadStore;

  return {
    ...guarded,
    commit: whileOpen(commit),
    close: async () => {
      if (closed) return;
      closed = true;
      await shutDown();
    },
  };
}
