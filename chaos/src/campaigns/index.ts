import type { Campaign } from "../campaign.ts";
import { clock } from "./clock.ts";
import { descriptors } from "./descriptors.ts";
import { diskFull } from "./disk-full.ts";
import { egress } from "./egress.ts";
import { fsyncError } from "./fsync-error.ts";
import { kill } from "./kill.ts";
import { memory } from "./memory.ts";
import { mishaps } from "./mishaps.ts";
import { power } from "./power.ts";
import { resolver } from "./resolver.ts";
import { slowDisk } from "./slow-disk.ts";
import { stall } from "./stall.ts";
import { stop } from "./stop.ts";
import { upkeep } from "./upkeep.ts";

export const CAMPAIGNS: readonly Campaign[] = [
  kill,
  power,
  stop,
  stall,
  fsyncError,
  diskFull,
  slowDisk,
  clock,
  descriptors,
  egress,
  resolver,
  memory,
  mishaps,
  upkeep,
];
