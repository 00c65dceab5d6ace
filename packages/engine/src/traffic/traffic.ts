import { Problem, type ProblemError, type TrafficRun, type TrafficStart } from "@callcall/contract";
import type { EventTypeRecord } from "@callcall/store";
import { instant } from "../domain/instant.ts";
import { nearest } from "../domain/subscriptions.ts";
import type { Clock, Timer, Timers } from "../runtime/clock.ts";
import type { Ids } from "../runtime/ids.ts";
import type { Random } from "../runtime/random.ts";
import type { SchemaCache } from "../services/catalogue.ts";
import type { AccountSnapshot, Directory } from "../services/directory.ts";
import type { Caller, EventService, TrafficService } from "../services/port.ts";
import { createChance } from "./chance.ts";
import { dueAtMs, dueBy, type Pace, totalOf } from "./pace.ts";
import { realisticData } from "./realistic.ts";

export interface TrafficPorts {
  readonly directory: Directory;
  readonly schemas: SchemaCache;
  readonly publish: EventService["publish"];
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly ids: Ids;
}

export interface Traffic extends TrafficService {
  /** Nothing more is published, by any run. */
  close(): void;
}

interface Run {
  readonly id: string;
  readonly caller: Caller;
  readonly input: TrafficStart;
  readonly types: readonly EventTypeRecord[];
  readonly pace: Pace;
  readonly startedMs: number;
  readonly startedAt: number;
  status: TrafficRun["status"];
  finishedMs: number | null;
  /** Events whose moment has come. */
  begun: number;
  inFlight: number;
  published: number;
  refused: number;
  lastError: string | null;
  timer: Timer | undefined;
}

/** Publishes that wait for the store at once. Beyond them it does not keep up, and more would only queue. */
const IN_FLIGHT_MAX = 50;
const RUNS_KEPT = 20;
const ERROR_CHARACTERS = 300;

/** Realistic events at a rate for a while, published like anybody else's. What it did is kept in memory alone. */
export function createTraffic(ports: TrafficPorts): Traffic {
  const { directory, clock, timers, ids } = ports;
  const chance = createChance(ports.random);
  const runs = new Map<string, Run[]>();
  let closed = false;

  /** Undefined: none can be made of what the account has written into its catalogue. A throw would end the process. */
  function dataOf(record: EventTypeRecord): string | undefined {
    try {
      return realisticData(record, ports.schemas, chance, clock.nowMs());
    } catch {
      return undefined;
    }
  }

  function publishOne(run: Run): void {
    if (run.inFlight >= IN_FLIGHT_MAX) {
      run.refused += 1;
      run.lastError = "The store does not keep up with this rate";
      return;
    }
    const record = chance.pick(run.types);
    const data = dataOf(record);
    if (data === undefined) {
      run.refused += 1;
      run.lastError = `No data could be made for ${record.name}`;
      return;
    }
    run.inFlight += 1;
    ports
      .publish(run.caller, new TextEncoder().encode(`{"type":"${record.name}","data":${data}}`))
      .then(
        () => {
          run.published += 1;
        },
        (error: unknown) => {
          run.refused += 1;
          run.lastError = (error instanceof Problem ? error.message : "The event could not be stored").slice(
            0,
            ERROR_CHARACTERS,
          );
        },
      )
      .finally(() => {
        run.inFlight -= 1;
        endIfDone(run);
      });
  }

  function tick(run: Run): void {
    const elapsedMs = clock.monotonicMs() - run.startedAt;
    for (const due = dueBy(elapsedMs, run.pace); run.begun < due; run.begun++) publishOne(run);
    if (run.begun < totalOf(run.pace)) {
      run.timer = timers.after(dueAtMs(run.begun, run.pace) - elapsedMs, () => tick(run));
    } else endIfDone(run);
  }

  function endIfDone(run: Run): void {
    if (run.status === "running" && run.inFlight === 0 && run.begun >= totalOf(run.pace)) end(run, "finished");
  }

  function end(run: Run, status: "finished" | "stopped"): void {
    run.timer?.cancel();
    if (run.status !== "running") return;
    run.status = status;
    run.finishedMs = clock.nowMs();
  }

  return {
    list: async (caller) => (runs.get(caller.accountId) ?? []).map(view),

    async start(caller, input) {
      const types = typesOf(await directory.account(caller.accountId), input.types);
      if (closed) throw new Problem("unavailable", "Cannot start: the server is stopping");
      const earlier = runs.get(caller.accountId) ?? [];
      if (earlier.some(({ status }) => status === "running")) {
        throw new Problem("conflict", "Cannot start: a run is under way in this account. Stop it first");
      }
      const run: Run = {
        id: ids.next("traffic"),
        caller,
        input,
        types,
        pace: { ratePerSecond: input.rate_per_second, durationMs: input.duration_seconds * 1000 },
        startedMs: clock.nowMs(),
        startedAt: clock.monotonicMs(),
        status: "running",
        finishedMs: null,
        begun: 0,
        inFlight: 0,
        published: 0,
        refused: 0,
        lastError: null,
        timer: undefined,
      };
      runs.set(caller.accountId, [run, ...earlier].slice(0, RUNS_KEPT));
      tick(run);
      return view(run);
    },

    async stop(caller, runId) {
      const run = runs.get(caller.accountId)?.find(({ id }) => id === runId);
      if (run === undefined) throw new Problem("not_found", "There is no such run");
      end(run, "stopped");
      return view(run);
    },

    close() {
      closed = true;
      for (const run of [...runs.values()].flat()) end(run, "stopped");
    },
  };
}

function typesOf({ eventTypes }: AccountSnapshot, names: readonly string[]): readonly EventTypeRecord[] {
  const known = [...eventTypes.values()].filter(({ archived }) => !archived);
  const errors: ProblemError[] = [];
  const types = names.flatMap((name, index) => {
    const record = known.find((type) => type.name === name);
    if (record !== undefined) return [record];
    const closest = nearest(
      name,
      known.map((type) => type.name),
    );
    errors.push({
      pointer: `/types/${index}`,
      detail: `is not a known event type.${closest === undefined ? "" : ` Did you mean ${closest}?`}`,
    });
    return [];
  });
  if (errors.length > 0) {
    throw new Problem("unknown_event_type", "Cannot publish events of a type that is not in the catalogue", { errors });
  }
  return types;
}

function view(run: Run): TrafficRun {
  return {
    id: run.id,
    types: [...run.input.types],
    rate_per_second: run.input.rate_per_second,
    duration_seconds: run.input.duration_seconds,
    status: run.status,
    published: run.published,
    refused: run.refused,
    last_error: run.lastError,
    started_at: instant(run.startedMs),
    ends_at: instant(run.startedMs + run.pace.durationMs),
    finished_at: run.finishedMs === null ? null : instant(run.finishedMs),
  };
}
