/** Where the events of a peer come from. */
import type { EnqueuerRole } from "../roles/enqueuer.ts";
import type { FrontRole } from "../roles/front.ts";
import type { Published } from "../roles/publisher/tally.ts";
import type { PublisherRole } from "../roles/publisher.ts";
import { startRole } from "../run/child.ts";
import type { Load } from "../run/stage.ts";
import type { Address, Library } from "./queue.ts";

export interface Producer {
  start(load: Load, feedPort: number): Promise<void>;
  look(): Promise<Published>;
  /** Processor time so far of what adds the jobs, in microseconds. */
  cpuUs(): Promise<number>;
  stop(): Promise<void>;
  end(): Promise<void>;
}

/** The application adds jobs itself. */
export function inProcess(library: Library, address: Address): Producer {
  const enqueuer = startRole<EnqueuerRole>("enqueuer");
  return {
    start: (load, feedPort) => enqueuer.ask("start", { ...load, library, address, feedPort }),
    look: () => enqueuer.ask("look"),
    cpuUs: () => enqueuer.ask("cpuUs"),
    stop: () => enqueuer.ask("stop"),
    end: () => enqueuer.end(),
  };
}

const API_KEY = "ck_key_of_the_benchmarks";

/** Others publish to it over HTTP, as to the server. */
export function overHttp(library: Library, address: Address): Producer {
  const front = startRole<FrontRole>("front");
  const publisher = startRole<PublisherRole>("publisher");
  return {
    async start(load, feedPort) {
      const url = await front.ask("listen", { library, address, apiKey: API_KEY, types: load.types });
      await publisher.ask("start", { ...load, url, apiKey: API_KEY, feedPort });
    },
    look: () => publisher.ask("look"),
    cpuUs: () => front.ask("cpuUs"),
    async stop() {
      await publisher.ask("stop");
      await front.ask("stop");
    },
    async end() {
      await publisher.end();
      await front.end();
    },
  };
}
