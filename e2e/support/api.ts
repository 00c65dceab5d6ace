import type { Attempt, Delivery, DeliveryDetail, EventAccepted, Webhook, WebhookCreate } from "@callcall/contract";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

type Method = "GET" | "POST" | "PATCH" | "DELETE";

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
}

/** The HTTP API over a real socket, as a client sees it. Bodies given as text are sent as they are. */
export class Api {
  readonly url: string;
  readonly key: string;
  readonly #account: string | undefined;

  constructor(url: string, key: string, account?: string) {
    this.url = url;
    this.key = key;
    this.#account = account;
  }

  get headers(): Readonly<Record<string, string>> {
    return {
      authorization: `Bearer ${this.key}`,
      ...(this.#account === undefined ? {} : { "callcall-account": this.#account }),
    };
  }

  /** Whatever the answer is. */
  async send(method: Method, path: string, body?: unknown, options: CallOptions = {}): Promise<Answer> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...this.headers,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** The answer's JSON. @throws when the status is not 2xx */
  async call<Result>(method: Method, path: string, body?: unknown, options?: CallOptions): Promise<Result> {
    const { status, text } = await this.send(method, path, body, options);
    if (status < 200 || status > 299) throw new Error(`${method} ${path}: ${status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as Result;
  }

  /** The same server, acting on an account of its own: no other test's events are in it. */
  async newAccount(name: string): Promise<Api> {
    const { id } = await this.call<{ id: string }>("POST", "/accounts", { name });
    return new Api(this.url, this.key, id);
  }

  register(webhook: WebhookCreate): Promise<Webhook> {
    return this.call("POST", "/webhooks", webhook);
  }

  webhook(id: string): Promise<Webhook> {
    return this.call("GET", `/webhooks/${id}`);
  }

  publish(type: string, data: unknown, options?: CallOptions): Promise<EventAccepted> {
    return this.call("POST", "/events", { type, data }, options);
  }

  async deliveries(query: Readonly<Record<string, string>> = {}): Promise<readonly Delivery[]> {
    return this.all("/deliveries", query);
  }

  delivery(id: string): Promise<DeliveryDetail> {
    return this.call("GET", `/deliveries/${id}`);
  }

  /** The one delivery of an event to a webhook, with its attempts. */
  async deliveryOf(eventId: string, webhookId?: string): Promise<DeliveryDetail> {
    const found = (await this.deliveries({ event_id: eventId })).filter(
      (delivery) => webhookId === undefined || delivery.webhook_id === webhookId,
    );
    const [only] = found;
    if (only === undefined || found.length !== 1) throw new Error(`${found.length} deliveries of ${eventId}`);
    return this.delivery(only.id);
  }

  test(webhookId: string, body: unknown): Promise<Attempt> {
    return this.call("POST", `/webhooks/${webhookId}/test`, body);
  }

  /** Every row of a list, page by page. */
  async all<Row>(path: string, query: Readonly<Record<string, string>> = {}): Promise<readonly Row[]> {
    const rows: Row[] = [];
    let cursor: string | null = null;
    do {
      const search: string = new URLSearchParams({
        ...query,
        limit: "250",
        ...(cursor === null ? {} : { cursor }),
      }).toString();
      const page: { data: Row[]; next_cursor: string | null } = await this.call("GET", `${path}?${search}`);
      rows.push(...page.data);
      cursor = page.next_cursor;
    } while (cursor !== null);
    return rows;
  }
}
