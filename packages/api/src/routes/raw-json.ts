/** An answer that is JSON text already: what must not be parsed, or not be slow to print. */
export class RawJson {
  readonly json: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;

  constructor(json: string | Uint8Array, headers: Readonly<Record<string, string>> = {}) {
    this.json = json;
    this.headers = headers;
  }
}
