// Before the first paint, so that nobody who chose dark is flashed with white. The key is the one in src/theme/index.ts.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("callcall.color-scheme");
  } catch {
    // Storage is switched off: the system decides.
  }
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
