/** What one column holds, as both drivers take and give it. */
export type SqlValue = string | number | bigint | null | Uint8Array;
