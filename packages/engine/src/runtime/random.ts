import { randomBytes } from "node:crypto";

/** Randomness as a port: a simulator hands in a seeded one. */
export interface Random {
  /** Unpredictable bytes, for secrets, keys and ids. */
  bytes(length: number): Uint8Array;
  /** A number in [0, 1), for jitter. */
  fraction(): number;
}

export const systemRandom: Random = {
  bytes: (length) => randomBytes(length),
  fraction: () => Math.random(),
};
