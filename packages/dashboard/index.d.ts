/** Where `npm run build` puts the dashboard: `index.html`, `assets/`, and what stands beside them. */
export declare const dashboardDirectory: string;
/** First segments of the addresses that the dashboard routes itself. */
export declare const dashboardRoutes: readonly string[];
