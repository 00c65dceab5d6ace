// `npm run build`: install what is missing, compile the packages, bundle the dashboard.
import { ensureBuilt } from "./lib/ensure-built.mjs";

await ensureBuilt({ lab: true });
