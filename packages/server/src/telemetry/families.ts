import { Counter, Histogram, type Registry } from "prom-client";

/**
 * Counters and histograms whose series are plain numbers until somebody asks for them. prom-client, which writes them
 * out, checks and hashes the labels of every single figure: 1 µs each time, and a delivery has ten of them.
 */
export interface Family<Series> {
  /** The series with these values of the labels, in the order of their names. There from now on. */
  of(...values: readonly string[]): Series;
}

interface About {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly registry: Registry;
}

export class Count {
  value = 0;

  inc(by = 1): void {
    this.value += by;
  }
}

export class Buckets {
  readonly #bounds: readonly number[];
  /** Of each bucket alone; what is above the last bound comes last. */
  readonly counts: number[];
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.counts = [...bounds, Number.POSITIVE_INFINITY].map(() => 0);
  }

  observe(value: number): void {
    let bucket = 0;
    while (bucket < this.#bounds.length && value > Number(this.#bounds[bucket])) bucket++;
    this.counts[bucket] = Number(this.counts[bucket]) + 1;
    this.sum += value;
  }
}

export function counterFamily({ name, help, labelNames, registry }: About): Family<Count> {
  const family = new Series(labelNames, () => new Count());
  new Counter({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels, series } of family.all()) this.inc(labels, series.value);
    },
  });
  return family;
}

export function histogramFamily({ bounds, ...about }: About & { readonly bounds: readonly number[] }): Family<Buckets> {
  const family = new Series(about.labelNames, () => new Buckets(bounds));
  new WrittenHistogram(about, bounds, family);
  return family;
}

class Series<Value> implements Family<Value> {
  readonly #names: readonly string[];
  readonly #make: () => Value;
  readonly #known = new Map<string, { readonly labels: Readonly<Record<string, string>>; readonly series: Value }>();

  constructor(names: readonly string[], make: () => Value) {
    this.#names = names;
    this.#make = make;
    // A series that needs no label is there from the start: a rate over one that is not misses its first event.
    if (names.length === 0) this.of();
  }

  of(...values: readonly string[]): Value {
    const key = values.join("\n");
    let known = this.#known.get(key);
    if (known === undefined) {
      const labels = Object.fromEntries(this.#names.map((name, index) => [name, values[index] ?? ""]));
      known = { labels, series: this.#make() };
      this.#known.set(key, known);
    }
    return known.series;
  }

  all(): Iterable<{ readonly labels: Readonly<Record<string, string>>; readonly series: Value }> {
    return this.#known.values();
  }
}

/** A histogram that prom-client writes, of figures that it has not counted. */
class WrittenHistogram extends Histogram {
  readonly #about: About;
  readonly #bounds: readonly number[];
  readonly #family: Series<Buckets>;

  constructor(about: About, bounds: readonly number[], family: Series<Buckets>) {
    const { name, help, labelNames, registry } = about;
    super({ name, help, labelNames: [...labelNames], buckets: [...bounds], registers: [registry] });
    this.#about = about;
    this.#bounds = bounds;
    this.#family = family;
  }

  /** What prom-client asks of a histogram, be it for text or for JSON. Its types do not show it; tests hold it to this. */
  async getForPromString(): Promise<object> {
    const { name, help } = this.#about;
    const values: object[] = [];
    for (const { labels: sharedLabels, series } of this.#family.all()) {
      let count = 0;
      series.counts.forEach((inBucket, index) => {
        count += inBucket;
        values.push({
          metricName: `${name}_bucket`,
          labels: { le: this.#bounds[index] ?? "+Inf" },
          sharedLabels,
          value: count,
        });
      });
      values.push({ metricName: `${name}_sum`, labels: {}, sharedLabels, value: series.sum });
      values.push({ metricName: `${name}_count`, labels: {}, sharedLabels, value: count });
    }
    return { name, help, type: "histogram", aggregator: "sum", values };
  }
}
