/** First in, first out. `Array.shift` moves every element once there are tens of thousands; this moves none. */
export class Turns<Item> {
  #in: Item[] = [];
  #out: Item[] = [];

  get empty(): boolean {
    return this.#in.length === 0 && this.#out.length === 0;
  }

  push(item: Item): void {
    this.#in.push(item);
  }

  next(): Item | undefined {
    if (this.#out.length === 0) {
      this.#out = this.#in.reverse();
      this.#in = [];
    }
    return this.#out.pop();
  }
}
