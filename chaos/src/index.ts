import type { Campaign, Orders } from "./campaign.ts";
import { violations } from "./campaign.ts";
import { CAMPAIGNS } from "./campaigns/index.ts";
import { HELP, parseCommand } from "./options.ts";
import { reportOf } from "./report.ts";

async function run(campaign: Campaign, orders: Orders): Promise<boolean> {
  const startedMs = performance.now();
  console.log(`\n${campaign.name}: ${campaign.what} (--seed ${orders.seed})`);
  const missing = campaign.needs.filter((need) => !need.isMet());
  if (missing.length > 0) {
    for (const { what, cure } of missing) console.log(`  ✗ Cannot run as ${what} is missing: ${cure}`);
    return false;
  }
  try {
    const verdict = await campaign.run(orders);
    console.log(reportOf(campaign, orders.seed, verdict, (performance.now() - startedMs) / 1000));
    return violations(verdict).length === 0;
  } catch (error) {
    console.log(`  ✗ ${(error as Error).stack}\n${campaign.name}: BROKE OFF (--seed ${orders.seed})`);
    return false;
  }
}

async function main(): Promise<void> {
  const names = CAMPAIGNS.map(({ name }) => name);
  const command = parseCommand(process.argv.slice(2), names, Date.now() % 1_000_000_000);
  if (command.help) {
    console.log(`${HELP}${CAMPAIGNS.map(({ name, what }) => `  ${name.padEnd(12)} ${what}`).join("\n")}`);
    return;
  }
  const chosen = CAMPAIGNS.filter(({ name }) => command.campaigns.length === 0 || command.campaigns.includes(name));
  const broken: string[] = [];
  for (const campaign of chosen) {
    const kept = await run(campaign, { ...command, say: (text) => console.log(`  ${text}`) });
    if (!kept) broken.push(campaign.name);
  }
  console.log(
    `\n${chosen.length - broken.length} campaigns passed, ${broken.length} failed${broken.map((name) => ` ${name}`).join()}`,
  );
  process.exitCode = broken.length === 0 ? 0 : 1;
}

await main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 2;
});
