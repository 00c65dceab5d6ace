import type { ResultOf, Store, WriteCommand, WriteResult } from "@callcall/store";
import type { PlantedPorts } from "../world/bug.ts";

/** A store in which some calls are otherwise. */
export function storeWith(store: Store, changes: Partial<Store>): Store {
  return new Proxy(store, {
    get: (target, name: keyof Store) => changes[name] ?? target[name],
  });
}

/** An engine that is told otherwise when it asks its store. */
export function engineReads(changes: (store: Store) => Partial<Store>): () => PlantedPorts {
  return () => ({ engineStore: (store) => storeWith(store, changes(store)) });
}

/** A store that carries out other commands than it was given. */
export function carriesOut(
  change: (command: WriteCommand, store: Store) => WriteCommand | Promise<WriteCommand>,
): () => PlantedPorts {
  return () => ({
    realStore: (store) =>
      storeWith(store, {
        async commit(commands) {
          return store.commit(await Promise.all(commands.map((command) => change(command, store))));
        },
      }),
  });
}

/** An engine that asks for other commands than it means to. */
export function asksFor(change: (command: WriteCommand) => WriteCommand): () => PlantedPorts {
  return engineReads((store) => ({ commit: (commands) => store.commit(commands.map(change)) }));
}

/** Commit one command, with the result that belongs to it. */
export async function commitOne<Command extends WriteCommand>(
  store: Store,
  command: Command,
): Promise<ResultOf<Command>> {
  const [result] = await store.commit([command]);
  return result as ResultOf<Command>;
}

/** Carry out commands one after another in transactions of their own. */
export async function commitEach(
  commands: readonly WriteCommand[],
  one: (command: WriteCommand) => Promise<WriteResult>,
): Promise<readonly WriteResult[]> {
  const results: WriteResult[] = [];
  for (const command of commands) results.push(await one(command));
  return results;
}
