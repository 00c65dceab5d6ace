import { join } from "node:path";
import { loadDriver, MIGRATIONS, migrate } from "@callcall/store/sqlite";

/** The account whose data is there from long ago; campaigns publish to another. */
export const OLD_ACCOUNT = "acct_0000000000000000000000";
export const DELIVERIES_EACH = 2;

/** One row for each number below `?1`, an hour old and younger. */
const NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1)";
const NOW = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

/** A database as the first version of the program left it, with this many events: most delivered, some pending. */
export async function writeFirstSchema(dataDir: string, events: number): Promise<void> {
  const database = (await loadDriver()).open(join(dataDir, "callcall.db"));
  try {
    database.exec("PRAGMA journal_mode = WAL");
    migrate(database, MIGRATIONS.slice(0, 1));
    database.exec("BEGIN");
    database.exec(`INSERT INTO accounts VALUES ('${OLD_ACCOUNT}', 'From long ago', ${NOW})`);
    database.exec(`INSERT INTO subscriptions VALUES ('${OLD_ACCOUNT}', 1)`);
    for (let webhook = 0; webhook < DELIVERIES_EACH; webhook++) {
      // Disabled: what is pending stays so, and can be counted.
      database.exec(`
        INSERT INTO webhooks (account_id, id, url, events, description, version, ordering, metadata, status,
          disabled_reason, failed_attempts, created_ms, updated_ms)
        VALUES ('${OLD_ACCOUNT}', 'wh_${webhook}', 'http://127.0.0.1:9/', '["*"]', '', '2024-01-01', 'none', '{}', 'disabled',
          'manual', 0, ${NOW}, ${NOW})
      `);
    }
    for (const sql of [EVENTS, DELIVERIES, ATTEMPTS]) database.prepare(sql).run(events);
    database.exec("COMMIT");
  } finally {
    database.close();
  }
}

const EVENTS = `${NUMBERS}
  INSERT INTO events (account_id, id, type, created_ms, data)
  SELECT '${OLD_ACCOUNT}', printf('evt_%08d', i), 'customer.qualified', ${NOW} - 3600000 + i,
    CAST(printf('{"marker":"old-%d","filler":"%.*c"}', i, 200 + i % 1800, 'x') AS BLOB)
  FROM n`;

const DELIVERIES = `${NUMBERS}
  INSERT INTO deliveries (account_id, id, event_id, event_type, webhook_id, state, created_ms, attempt_count,
    charged_count, next_attempt_ms, last_outcome, last_status, finished_ms)
  SELECT '${OLD_ACCOUNT}', printf('dlv_%08d_%d', i, w.column1), printf('evt_%08d', i), 'customer.qualified',
    printf('wh_%d', w.column1), i % 10 > 0, ${NOW} - 3600000 + i, 1, 1, iif(i % 10 > 0, NULL, ${NOW}),
    iif(i % 10 > 0, 'delivered', 'http_5xx'), iif(i % 10 > 0, 200, 500), iif(i % 10 > 0, ${NOW} - 3000000, NULL)
  FROM n, (VALUES ${Array.from({ length: DELIVERIES_EACH }, (_, webhook) => `(${webhook})`).join()}) AS w`;

const ATTEMPTS = `${NUMBERS}
  INSERT INTO attempts (account_id, delivery_id, number, id, outcome, charged, started_ms, version, url, total_ms, status,
    body_bytes, body_truncated, body_incomplete, request_headers, response_headers, response_body)
  SELECT '${OLD_ACCOUNT}', d.id, 1, 'att_' || substr(d.id, 5), d.last_outcome, 1, d.created_ms, '2024-01-01',
    'http://127.0.0.1:9/', 12.5, d.last_status, 2, 0, 0, '[]', '[]', CAST('ok' AS BLOB)
  FROM deliveries AS d WHERE d.account_id = '${OLD_ACCOUNT}' AND ?1 > 0`;
