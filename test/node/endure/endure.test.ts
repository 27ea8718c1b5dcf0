import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bases } from '../../endure/bases';
import { Campaign } from '../../endure/campaign';
import { endureDisks } from '../../endure/diskCampaign';
import { endureFiles } from '../../endure/fileCampaign';
import { writeFileSeeds } from '../../endure/fileSeeds';
import { endureKills } from '../../endure/killCampaign';
import { scenarios } from '../../endure/scenarios';
import { tallyLine } from '../../endure/tally';
import { runUndisturbed, type Undisturbed } from '../../endure/undisturbed';
import { temporaryFolder } from '../engine/folder';

/** A small share of `npm run endure`, on the same cases each time. */
const folder = temporaryFolder();
const root = resolve('.');
const campaign = new Campaign({
  seed: 20261129,
  kills: 12,
  files: 400,
  disks: 6,
  minutes: Infinity,
  jobs: 2,
  folder,
  // Kept, so that a fault can be replayed.
  foundFolder: resolve('test-results', 'endure'),
  root,
  entry: join(root, 'out', 'main', 'endure.js'),
  cli: join(root, 'out', 'main', 'cli.js'),
  say: (line) => {
    console.error(line);
  },
});
const undisturbed: Undisturbed[] = [];
let bases: Bases;

beforeAll(async () => {
  bases = await Bases.make(campaign.plan);
  for (const name of ['new', 'labelling', 'import DTM', 'import labels', 'export csv', 'upgrade'])
    for (const scenario of scenarios.filter((candidate) => candidate.name === name))
      undisturbed.push(await runUndisturbed(campaign, bases, scenario, 1));
}, 600_000);

afterAll(() => {
  console.log(campaign.lines().map(tallyLine).join('\n'));
});

/** Faults met in cases of a kind. */
const faultsOf = (kind: string): unknown[] =>
  campaign.found.list().filter((fault) => fault.kind.startsWith(kind));

/** Cases run of a kind. */
const runOf = (kind: string): number =>
  campaign
    .lines()
    .filter((tally) => tally.kind.startsWith(kind))
    .reduce((sum, tally) => sum + tally.run, 0);

describe('the program endures', () => {
  test('kills at random instants', async () => {
    await endureKills(campaign, bases, undisturbed);
    expect(faultsOf('kill ')).toEqual([]);
    expect(runOf('kill ')).toBe(campaign.plan.kills);
  }, 600_000);

  test('mutated files of every kind', async () => {
    const seeds = join(folder, 'seeds');
    await writeFileSeeds(seeds, root, bases.project('found'));
    await endureFiles(campaign, seeds);
    expect(faultsOf('file ')).toEqual([]);
    expect(runOf('file ')).toBeGreaterThan(campaign.plan.files);
  }, 600_000);

  test('disks that are full or read-only', async ({ skip }) => {
    const reason = await endureDisks(campaign, undisturbed);
    if (reason !== null) skip(reason);
    expect([...faultsOf('full disk'), ...faultsOf('read-only disk')]).toEqual([]);
    expect(runOf('full disk') + runOf('read-only disk')).toBe(campaign.plan.disks);
  }, 600_000);
});
