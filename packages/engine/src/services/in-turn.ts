/** Does one thing after the other for each key; different keys do not wait for each other. */
export type InTurn = <Value>(key: string, work: () => Promise<Value>) => Promise<Value>;

/**
 * What is read before a change must be what the change is made to: of two updates at once, each would else
 * tell the audit log that it had found what the other one replaced.
 */
export function createInTurn(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    last.set(key, mine);
    const leave = (): void => {
      if (last.get(key) === mine) last.delete(key);
    };
    mine.then(leave, leave);
    return mine;
  };
}
