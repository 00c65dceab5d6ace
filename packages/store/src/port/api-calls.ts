/** Calls of the API, counted: who called what from where, minute by minute. */

/** Calls of one kind by one caller in one minute. */
export interface ApiCallRecord {
  readonly accountId: string;
  /** The minute's beginning. */
  readonly minuteMs: number;
  /** Says which row of the minute it is: the same for the same caller, address, operation and status. */
  readonly id: string;
  readonly actor: string;
  readonly actorName: string;
  readonly ip: string;
  readonly operation: string;
  readonly status: number;
  readonly count: number;
  readonly lastMs: number;
}

export interface ApiCallFilter {
  readonly actor?: string;
  readonly operation?: string;
  /** True: statuses of 400 and above alone; false: the others alone. */
  readonly failed?: boolean;
  /** Minutes that begin then or later. */
  readonly sinceMs?: number;
  /** Minutes that begin before. */
  readonly untilMs?: number;
}

/** Add these counts to what is there. */
export interface AddApiCalls {
  readonly kind: "api_calls.add";
  readonly calls: readonly ApiCallRecord[];
}

export interface ApiCallResults {
  readonly "api_calls.add": { readonly kind: "added" };
}
