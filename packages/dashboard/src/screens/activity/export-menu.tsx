import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { type ReactElement, useState } from "react";
import { ApiProblem } from "../../api/problem.ts";
import { count } from "../../components/format.ts";
import { notifyDone, notifyProblem } from "../../components/notify.ts";
import { EXPORT_ROWS_MAX, exportFile, saveFile } from "./export.ts";

interface PageOf<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
}

interface ExportMenuProps<Row> {
  readonly name: string;
  readonly columns: Parameters<typeof exportFile<Row>>[3];
  /** A page of what the filters show. */
  readonly read: (cursor: { readonly cursor?: string }) => Promise<PageOf<Row>>;
}

/** Saves what the filters show: not only what was scrolled to, and no more than a spreadsheet opens. */
export function ExportMenu<Row>({ name, columns, read }: ExportMenuProps<Row>): ReactElement {
  const [busy, setBusy] = useState(false);
  const save = async (format: "csv" | "json"): Promise<void> => {
    setBusy(true);
    try {
      const { rows, more } = await readAll(read);
      saveFile(exportFile(format, name, rows, columns));
      notifyDone(
        `Saved ${count(rows.length)} rows${more ? `, the newest ones: narrow the filters for the others` : ""}`,
      );
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      notifyProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} />} loading={busy}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => void save("csv")}>As CSV, for a spreadsheet</Menu.Item>
        <Menu.Item onClick={() => void save("json")}>As JSON</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

async function readAll<Row>(
  read: ExportMenuProps<Row>["read"],
): Promise<{ readonly rows: readonly Row[]; readonly more: boolean }> {
  const rows: Row[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null && rows.length < EXPORT_ROWS_MAX) {
    const page: PageOf<Row> = await read(cursor === undefined ? {} : { cursor });
    rows.push(...page.data);
    cursor = page.next_cursor;
  }
  return { rows: rows.slice(0, EXPORT_ROWS_MAX), more: cursor !== null };
}
