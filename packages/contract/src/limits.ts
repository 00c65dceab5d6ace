/**
 * Every limit of the wire, with its unit in its name. The values are defaults: a server may be
 * configured otherwise (see the server's configuration catalogue), the shape of the API stays.
 */
export const LIMITS = {
  payload_bytes: 256 * 1024,
  /** A whole publish-batch request. 1,000 events of the usual size (< 8 KiB) fit. */
  batch_request_bytes: 8 * 1024 * 1024,
  /** Control objects (webhooks, keys, event types): nothing legitimate comes near it. */
  control_request_bytes: 512 * 1024,
  json_depth: 64,
  json_keys: 10_000,
  batch_events: 1_000,
  webhooks_per_account: 1_000,
  event_types_per_account: 1_000,
  keys_per_account: 100,
  events_per_webhook: 100,
  url_characters: 2_048,
  description_characters: 1_000,
  name_characters: 200,
  metadata_keys: 50,
  metadata_key_characters: 64,
  metadata_value_characters: 500,
  custom_headers: 32,
  custom_header_name_characters: 128,
  custom_header_value_bytes: 4_096,
  custom_headers_total_bytes: 16 * 1024,
  filter_characters: 2_000,
  schema_bytes: 64 * 1024,
  idempotency_key_characters: 255,
  page_default: 50,
  page_max: 250,
  cursor_characters: 1_024,
  delivery_deadline_ms_default: 15_000,
  delivery_deadline_ms_min: 1_000,
  delivery_deadline_ms_max: 30_000,
  connect_timeout_ms: 5_000,
  retry_after_max_seconds: 86_400,
  retries_max: 50,
  retry_delay_seconds_max: 7 * 86_400,
  response_read_bytes: 64 * 1024,
  response_kept_bytes: 16 * 1024,
  response_header_bytes: 16 * 1024,
  interim_responses: 8,
  overlap_seconds_default: 86_400,
  overlap_seconds_max: 604_800,
  signing_secrets: 3,
  in_flight_per_webhook: 16,
  in_flight_per_node: 512,
  rate_limit_per_second_max: 10_000,
  idempotency_seconds: 86_400,
  stream_buffered_entries: 10_000,
  stream_connections_per_account: 50,
} as const;

/** The guide's five retries first (2^n seconds), then the long tail: about three days in all. */
export const RETRY_SCHEDULE_SECONDS: readonly number[] = [
  2, 4, 8, 16, 32, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
];
