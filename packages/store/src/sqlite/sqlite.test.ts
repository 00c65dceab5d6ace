import { describeStore } from "../conformance/index.ts";
import { openSqliteStore } from "./index.ts";
import { temporaryDirectory } from "./testing/directory.ts";

describeStore("SQLite", async () => {
  const directory = temporaryDirectory();
  const path = directory.join("callcall.db");
  let store = await openSqliteStore({ path });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openSqliteStore({ path });
      return store;
    },
    destroy: async () => {
      await store.close();
      directory.remove();
    },
  };
});
