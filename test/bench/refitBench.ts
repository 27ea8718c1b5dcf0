import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { storedEncoderCard } from '../../src/shared/encoders/encoderCard';
import { PATCH_VALUES } from '../../src/shared/terrain/patch';
import { computeHandlers } from '../../src/main/compute/handlers';
import { foldByBlocks } from '../../src/main/engine/heads/trainingSet';
import { openTerrain } from '../../src/main/terrain/terrain';
import { root, type Ground } from './ground';
import { interleaved, seconds, type Row } from './row';

const RADIUS_M = 240;
const RUNS = 20;

/**
 * What a labelling loop does after an answer: it embeds one more patch and fits the head on 200 labels, calibrated
 * and measured on
 * spatial blocks. A place counts as positive if it lies above the mean of its patch. Half of them are positive.
 */
export async function* refitRows({ sources }: Ground): AsyncGenerator<Row> {
  const polarFolder = join(root, 'resources', 'encoders', 'polar');
  const polar = {
    key: 'polar',
    card: storedEncoderCard.parse(JSON.parse(readFileSync(join(polarFolder, 'card.json'), 'utf8'))),
    weights: readFileSync(join(polarFolder, 'weights.bin')),
  };
  const terrain = await openTerrain(sources);
  const drawn = await terrain.randomLocations(2000, RADIUS_M, 4);
  const { values } = await terrain.samplePatches(drawn, RADIUS_M);
  await terrain.close();
  const isHigh = (place: number): boolean => {
    const patch = values.subarray(place * PATCH_VALUES, (place + 1) * PATCH_VALUES);
    return (patch[(PATCH_VALUES - 1) / 2] ?? 0) > patch.reduce((sum, value) => sum + value, 0) / PATCH_VALUES;
  };
  const all = Array.from({ length: drawn.length / 2 }, (_, place) => place);
  const ofSign = (high: boolean): number[] => all.filter((place) => isHigh(place) === high).slice(0, 100);
  const places = [...ofSign(true), ...ofSign(false)];
  const locations = Float64Array.from(
    places.flatMap((place) => [...drawn.subarray(2 * place, 2 * place + 2)]),
  );
  const { encoders, heads } = computeHandlers();
  const { signal } = new AbortController();
  const ask = { encoder: polar, terrain: sources, radiusM: RADIUS_M, copies: 1 } as const;
  const { embeddings } = await encoders.embedLocations({ ...ask, locations }, signal);
  const problem = {
    kind: 'svm',
    embeddings,
    copies: 1,
    labels: Uint8Array.from(places, (place) => (isHigh(place) ? 1 : 0)),
    size: embeddings.length / places.length,
    c: polar.card.headC,
    gamma: null,
    balanced: true,
    seed: 0,
    folds: foldByBlocks(locations, 8 * RADIUS_M, 0),
  } as const;
  let next = 0;
  const time = seconds(async () => {
    await encoders.embedLocations({ ...ask, locations: drawn.subarray(2 * next, 2 * next + 2) }, signal);
    await heads.fit(problem, signal);
    next += 1;
  });
  yield {
    what: `refit of a labelling loop, ${places.length} labels, polar`,
    unit: 'ms',
    better: 'lower',
    ...(await interleaved(async () => 1000 * (await time()), null, RUNS)),
    limit: '',
  };
}
