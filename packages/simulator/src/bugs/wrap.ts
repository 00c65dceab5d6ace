import type { ResultOf, Store, WriteCommand, WriteResult } from "@callcall/store";

/** A store in which some calls are otherwise. */
export function storeWith(store: Store, changes: Partial<Store>): Store {
  return new Proxy(store, {
    get: (target, name: keyof Store) => changes[name] ?? target[name],
  });
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
