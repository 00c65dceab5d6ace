import type { Campaign } from "../campaign.ts";
import { kill } from "./kill.ts";

export const CAMPAIGNS: readonly Campaign[] = [kill];
