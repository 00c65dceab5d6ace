export { classifyFailure, classifyStatus, type FailureOutcome } from "./classify.ts";
export type { Exchange, ExchangeTimings, HttpSender, ReceivedResponse, SendRequest } from "./exchange.ts";
export { type AddressVerdict, judgeAddress } from "./guard/ip.ts";
export { type AddressPolicy, DEVELOPMENT_POLICY, PRODUCTION_POLICY } from "./guard/policy.ts";
export { type AnswersVerdict, judgeAnswers, type Resolver } from "./guard/resolve.ts";
export { systemResolver } from "./guard/system-resolver.ts";
export { type JudgedUrl, judgeUrl, type RefusedUrl, type UrlReason, type UrlVerdict } from "./guard/url.ts";
export { createSender, type SenderOptions } from "./sender.ts";
