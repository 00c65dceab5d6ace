/** Loaded into the server before it starts: measures it from within, and answers over the channel to the benchmark. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { play } from "../run/child.ts";

const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
let cpu = process.cpuUsage();

export interface Reading {
  /** Processor time since the last reading, in microseconds. */
  readonly cpuUs: number;
  /** How long the event loop was held, since the last reading, in milliseconds. */
  readonly loopP99Ms: number;
  readonly loopMaxMs: number;
  readonly rssMib: number;
  /** The most since the process began. */
  readonly rssMaxMib: number;
}

const role = {
  read(): Reading {
    const used = process.cpuUsage(cpu);
    cpu = process.cpuUsage();
    // The histogram has the time between two ticks, of which 1 ms is the tick itself.
    const ms = (ns: number): number => Math.max(0, ns / 1e6 - 1);
    const reading = {
      cpuUs: used.user + used.system,
      loopP99Ms: ms(delays.percentile(99)),
      loopMaxMs: ms(delays.max),
      rssMib: process.memoryUsage.rss() / 1_048_576,
      rssMaxMib: process.resourceUsage().maxRSS / 1_024,
    };
    delays.reset();
    return reading;
  },
};
export type ProbeRole = typeof role;

if (process.send !== undefined) {
  play(role);
  // The channel alone must not keep a server that has stopped.
  process.channel?.unref();
}
