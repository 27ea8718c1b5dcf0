import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Bases } from './bases';
import type { Campaign } from './campaign';
import { endureDisks } from './diskCampaign';
import { endureFiles, replayFile } from './fileCampaign';
import { writeFileSeeds } from './fileSeeds';
import { endureKills, replayDisturbed } from './killCampaign';
import { scenarios } from './scenarios';
import type { Verdict } from './tally';
import { runUndisturbed, type Undisturbed } from './undisturbed';

/** What a campaign consists of. */
export const parts = ['kills', 'files', 'disk'] as const;
export type Part = (typeof parts)[number];

/** Runs the parts one after the other. @returns why parts were skipped */
export async function runCampaign(campaign: Campaign, chosen: readonly Part[]): Promise<string[]> {
  const bases = await Bases.make(campaign.plan);
  const skipped: string[] = [];
  if (chosen.includes('files')) await endureFiles(campaign, await seedsFor(campaign, bases));
  if (!chosen.includes('kills') && !chosen.includes('disk')) return skipped;
  const undisturbed: Undisturbed[] = [];
  for (const scenario of scenarios) undisturbed.push(await runUndisturbed(campaign, bases, scenario));
  if (chosen.includes('kills')) await endureKills(campaign, bases, undisturbed);
  const reason = chosen.includes('disk') ? await endureDisks(campaign, undisturbed) : null;
  return reason === null ? skipped : [reason];
}

async function seedsFor(campaign: Campaign, bases: Bases): Promise<string> {
  const seeds = join(campaign.plan.folder, 'seeds');
  await writeFileSeeds(seeds, campaign.plan.root, bases.project('found'));
  return seeds;
}

const keptCase = z.object({
  file: z.string().optional(),
  kill: z.string().optional(),
  disk: z.string().optional(),
});

/** Runs a kept case again. @param kept its folder, with `case.json` and `input` */
export async function replay(campaign: Campaign, kept: string): Promise<Verdict> {
  const { file, kill, disk } = keptCase.parse(JSON.parse(readFileSync(join(kept, 'case.json'), 'utf8')));
  const bases = await Bases.make(campaign.plan);
  const input = join(kept, 'input');
  if (file !== undefined) return replayFile(campaign, file, input, await seedsFor(campaign, bases));
  const scenario = scenarios.find(({ name }) => name === (kill ?? disk));
  if (scenario === undefined) throw new RangeError(`${kept} is no case that can be replayed.`);
  return replayDisturbed(campaign, await runUndisturbed(campaign, bases, scenario), input);
}
