import type { HttpSender } from "@callcall/engine";
import type { Store } from "@callcall/store";
import type { Disk } from "./disk.ts";
import type { Machine } from "./machine.ts";

/** A fault of the program, planted to see that it is found: ports that are not what they promise to be. */
export interface Bug {
  readonly name: string;
  /** What is wrong, in a sentence. */
  readonly what: string;
  /** A fresh one for each run: what it remembers outlives a crash of the process, and no more. */
  plant(machine: Machine): PlantedPorts;
}

export interface PlantedPorts {
  /** The store as the engine has it: above latencies and faults. */
  readonly engineStore?: (store: Store) => Store;
  /** The store as it is carried out: below them. */
  readonly realStore?: (store: Store, disk: Disk) => Store;
  readonly sender?: (sender: HttpSender) => HttpSender;
}
