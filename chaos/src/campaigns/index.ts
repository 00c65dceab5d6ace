import type { Campaign } from "../campaign.ts";
import { kill } from "./kill.ts";
import { power } from "./power.ts";

export const CAMPAIGNS: readonly Campaign[] = [kill, power];
