import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { TableColumn } from '../../../shared/experiments/options/tableColumns';

const locations = z.array(z.tuple([z.number(), z.number()]));
const indices = z.array(z.number().int().nonnegative());

const parts = <T extends z.ZodType>(part: T) =>
  z.object({ trainPositive: part, trainNegative: part, testPositive: part, testNegative: part });

/** docs/experiments/protocols.json; SOURCES.md beside it describes its contents. */
const protocolFile = z.object({
  protocols: z.record(
    z.string(),
    z.object({
      radiusM: z.number().positive(),
      classes: z.record(
        z.string(),
        z.object({ locations: parts(locations), seeds: z.array(parts(indices)) }),
      ),
    }),
  ),
});

/** A protocol: columns of a table on the terrain of some DTMs. */
export interface Protocol {
  readonly name: string;
  /** Description of what is measured where. */
  readonly about: string;
  /** File names. */
  readonly dtms: readonly string[];
  /** Protocol and class of the file, the class's id, and the column's title. */
  readonly columns: readonly (readonly [protocol: string, key: string, classId: string, title: string])[];
}

export const protocols: readonly Protocol[] = [
  {
    name: 'P1',
    about: 'Trained on labels of N47E009, tested on those of N46E008; radius 720 m.',
    dtms: ['N47E009.hgt', 'N46E008.tif'],
    columns: [
      ['P1', 'peaks', 'peak', 'Peaks above 2,000 m'],
      ['P1', 'saddles', 'saddle', 'Saddles'],
      ['P1', 'aerialway_stations', 'aerialway-station', 'Aerialway stations'],
      ['P1', 'alpine_huts', 'alpine-hut', 'Alpine huts'],
      ['P1', 'waterfalls', 'waterfall', 'Waterfalls'],
    ],
  },
  {
    name: 'D',
    about: 'Davos, split at 9.9 E: trained on one side, tested on the other; radius 240 m.',
    dtms: ['davos_srtm1.tif'],
    columns: [
      ['D_w2e', 'peaks', 'peak', 'Peaks, west to east'],
      ['D_e2w', 'peaks', 'peak', 'Peaks, east to west'],
      ['D_w2e', 'saddles', 'saddle', 'Saddles, west to east'],
      ['D_e2w', 'saddles', 'saddle', 'Saddles, east to west'],
    ],
  },
];

/** The columns of a protocol with their locations from the file at `path`. */
export async function columnsOf({ columns }: Protocol, path: string): Promise<TableColumn[]> {
  const file = protocolFile.parse(JSON.parse(await readFile(path, 'utf8')));
  return columns.map(([protocol, key, classId, title]) => {
    const found = file.protocols[protocol];
    const given = found?.classes[key];
    if (found === undefined || given === undefined) throw new Error(`${path} has no ${key} of ${protocol}.`);
    return { classId, title, radiusM: found.radiusM, given };
  });
}
