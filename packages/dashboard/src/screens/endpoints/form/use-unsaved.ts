import { useBlocker } from "@tanstack/react-router";
import { confirm } from "../../../components/confirm.tsx";

/** Ask before what was typed is lost: to another screen, another tab of this one, or with the window. */
export function useUnsaved(dirty: boolean): void {
  useBlocker({
    shouldBlockFn: async () =>
      !(await confirm({
        title: "Leave without saving?",
        body: "What you have changed here is not saved, and is gone when you leave.",
        action: "Leave",
        dangerous: true,
      })),
    enableBeforeUnload: dirty,
    disabled: !dirty,
  });
}
