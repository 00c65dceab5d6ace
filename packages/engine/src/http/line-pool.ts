import { Fault } from "./connect/fault.ts";
import type { JudgedUrl } from "./guard/url.ts";
import { Line, type LineOptions, type Origin } from "./line.ts";
import { RingNode } from "./ring.ts";

export interface LinePoolOptions extends LineOptions {
  readonly mostIdle: number;
  readonly oldestMs: number;
}

/**
 * Open lines, and the idle ones among them by origin. It never refuses and never queues: how much is in
 * flight is the dispatcher's decision. Bounded is what lies idle, over all origins together; when that is
 * full the line idle longest goes. undici closes a line after its idle time and an origin without lines
 * leaves no trace, so ten thousand dead receivers cost nothing.
 */
export class LinePool {
  readonly #options: LinePoolOptions;
  readonly #origins = new Map<string, Origin>();
  readonly #open = new Set<Line>();
  readonly #idle = new RingNode();
  #idleCount = 0;
  #closed = false;

  constructor(options: LinePoolOptions) {
    this.#options = options;
  }

  /** An idle line to this origin, else a new one. */
  take(target: JudgedUrl): Line {
    const origin = this.#origins.get(target.origin);
    for (let line = origin?.idle.pop(); line !== undefined; line = origin?.idle.pop()) {
      this.#leaveIdle(line);
      if (this.#fresh(line)) return line;
      line.destroy(retired());
    }
    return this.open(target);
  }

  /** A new line, whatever is idle. */
  open(target: JudgedUrl): Line {
    let origin = this.#origins.get(target.origin);
    if (origin === undefined) {
      origin = { name: target.origin, lines: 0, idle: [] };
      this.#origins.set(target.origin, origin);
    }
    origin.lines++;
    const line = new Line(origin, target, this.#options, this.#forget);
    this.#open.add(line);
    return line;
  }

  /** The exchange on this line ended cleanly; it may serve another. */
  release(line: Line): void {
    if (this.#closed || !this.#fresh(line)) {
      line.destroy(retired());
      return;
    }
    line.origin.idle.push(line);
    line.join(this.#idle);
    this.#idleCount++;
    if (this.#idleCount > this.#options.mostIdle) (this.#idle.after as Line).destroy(retired());
  }

  closeIdle(): void {
    this.#closed = true;
    while (this.#idle.after !== this.#idle) (this.#idle.after as Line).destroy(retired());
  }

  /** Cut everything off; what runs fails with `reason`. */
  destroy(reason: Error): void {
    this.#closed = true;
    for (const line of [...this.#open]) line.destroy(reason);
  }

  // A busy line would otherwise live for ever and never learn that its name has moved, or now points
  // where it may not.
  #fresh(line: Line): boolean {
    return line.usable && this.#options.clock.monotonicMs() - line.bornAt < this.#options.oldestMs;
  }

  #leaveIdle(line: Line): boolean {
    const wasIdle = line.leave();
    if (wasIdle) this.#idleCount--;
    return wasIdle;
  }

  readonly #forget = (line: Line): void => {
    this.#open.delete(line);
    const { origin } = line;
    if (this.#leaveIdle(line)) {
      const index = origin.idle.indexOf(line);
      if (index !== -1) origin.idle.splice(index, 1);
    }
    if (--origin.lines === 0) this.#origins.delete(origin.name);
  };
}

function retired(): Fault {
  return Fault.own("exchange", "SENDER_CLOSED");
}
