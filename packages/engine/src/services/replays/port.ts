import type { Replay, ReplayCount, ReplayDetail, ReplayStart } from "@callcall/contract";
import type { Page } from "@callcall/store";
import type { Caller, Listing } from "../port.ts";

/** Replays of a window of events to a webhook: jobs that go on by themselves, also after a restart. */
export interface ReplayService {
  /** Count, and unless it is a dry run start. Refused while another one of the webhook runs, and for a disabled webhook. */
  start(caller: Caller, webhookId: string, input: ReplayStart): Promise<Replay | ReplayCount>;
  /** Newest first. */
  list(caller: Caller, webhookId: string, page: Page): Promise<Listing<Replay>>;
  get(caller: Caller, replayId: string): Promise<ReplayDetail>;
  cancel(caller: Caller, replayId: string): Promise<Replay>;
}
