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
  /** While other accounts have requests in flight as well. */
  in_flight_per_account: 256,
  /** Over all accounts: nobody is to aim the whole node at one consumer. */
  in_flight_per_host: 128,
  /** Deliveries that wait in memory, over all webhooks; the others wait in the database. */
  queued_in_memory: 50_000,
  rate_limit_per_second_max: 10_000,
  idempotency_seconds: 86_400,
  stream_buffered_entries: 10_000,
  stream_connections_per_account: 50,
  stats_buckets: 1_000,
  /** Minutes or hours that one page of GET /stats/webhooks may read: 50,000 take about a third of a second. */
  stats_rows_read: 50_000,
  stats_minutes_kept_seconds: 3 * 86_400,
  stats_hours_kept_seconds: 400 * 86_400,
  list_rows_examined: 10_000,
  session_seconds: 12 * 3_600,
  sessions_per_key: 100,
  sign_ins_per_minute: 10,
  portal_seconds_default: 3_600,
  portal_seconds_max: 7 * 86_400,
  portal_origins: 10,
  portal_sessions_per_account: 1_000,
  receivers_per_account: 50,
  receiver_delay_ms_max: 30_000,
  receiver_hold_ms: 30_000,
  receiver_request_bytes: 256 * 1024 + 1_024,
  receiver_requests_open: 200,
  receiver_requests_open_each: 40,
  receiver_requests_kept: 100,
  receiver_body_kept_bytes: 64 * 1024,
  receiver_kept_bytes: 64 * 1024 * 1024,
  traffic_rate_per_second_max: 100,
  traffic_seconds_max: 600,
  alert_rules_per_account: 100,
  alert_channels: 5,
  alert_recipients: 10,
  /** Of an account: a test sends at once whatever the rule says, to whoever stands in it. */
  alert_tests_per_hour: 20,
  rotation_days_max: 365,
  rotation_automatic_days_min: 7,
  api_calls_kept_seconds: 30 * 86_400,
  api_call_rows: 1_000,
  api_call_rows_of_strangers: 50,
  api_call_rows_in_memory: 50_000,
  replay_rate_per_second_default: 50,
  replay_rate_per_second_max: 1_000,
  replay_window_seconds_max: 90 * 86_400,
  /** Of an account; of a webhook one. */
  replays_running: 5,
  /** Finished ones of a webhook; the oldest make room. */
  replays_kept: 100,
  /** Rows that the count before a replay looks at, and deliveries of each state that its progress counts. */
  replay_counted_rows: 100_000,
  audit_value_characters: 1_000,
  audit_changes_characters: 32 * 1024,
} as const;

/** How long a server keeps what it has stored, unless it is set otherwise. */
export const RETENTION_SECONDS = { events: 30 * 86_400, audit: 400 * 86_400 } as const;

/** The guide's five retries first (2^n seconds), then the long tail: about three days in all. */
export const RETRY_SCHEDULE_SECONDS: readonly number[] = [
  2, 4, 8, 16, 32, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400,
];
