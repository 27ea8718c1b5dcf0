import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import type { EncoderCard } from '../../shared/encoders/encoderCard';
import { replaceFile } from '../platform/replaceFile';
import { openDtm } from '../terrain/dtm/openDtm';
import { openTerrain } from '../terrain/terrain';
import { readNetwork } from '../compute/encoders/encoderFile';
import { locationsInside } from '../compute/training/heldOut';
import { bilinearLoss, reconstructionLoss } from '../compute/training/reconstruction';
import { sampleImages } from '../compute/training/trainingSet';
import { train } from '../compute/training/train';

/** Images over which the measure on unseen terrain is averaged. */
const UNSEEN_IMAGES = 1024;

/** The part of davos_srtm1 east of this longitude is never trained on: the training is measured there. */
const VALIDATION_BOX = { westDeg: 10.05, southDeg: 46.5, eastDeg: 10.2, northDeg: 47.1 };

/** `M,M` metres. */
const metres = z
  .string()
  .transform((text) => text.split(',').map(Number))
  .pipe(z.array(z.number().positive()));

/** `W,S,E,N` in degrees. */
const box = z
  .string()
  .transform((text) => text.split(',').map(Number))
  .pipe(z.tuple([z.number(), z.number(), z.number(), z.number()]))
  .transform(([westDeg, southDeg, eastDeg, northDeg]) => ({ westDeg, southDeg, eastDeg, northDeg }));

const options = z.object({
  out: z.string(),
  preset: z.string(),
  paper: z.boolean().optional(),
  radii: metres.optional(),
  seed: z.coerce.number().int(),
  images: z.coerce.number().int().optional(),
  epochs: z.coerce.number().int().optional(),
  cache: z.string(),
  licence: z.string(),
  unseen: z.string().optional(),
  unseenBox: box.optional(),
  notes: z.string(),
});

/** Trains an encoder that ships with the program, resuming from its checkpoint if there is one. */
async function pretrain(dtms: readonly string[], given: z.infer<typeof options>): Promise<void> {
  const { out, preset, paper, radii, seed, images, epochs, cache, licence } = given;
  await mkdir(out, { recursive: true });
  const checkpointPath = join(out, 'checkpoint.bin');
  const checkpoint = await readFile(checkpointPath).catch(() => null);
  const data: EncoderCard['data'] = [];
  for (const dtm of dtms) {
    const opened = await openDtm(dtm);
    data.push({ name: basename(dtm), fingerprint: opened.metadata.fingerprint, licence });
    await opened.close();
  }
  const events = train(
    {
      terrain: { dtms: dtms.map((path) => ({ path })), cacheDir: cache },
      preset,
      name: paper === true ? `${preset}-paper` : preset,
      seed,
      ...(paper === undefined ? {} : { paper }),
      ...(images === undefined ? {} : { images }),
      ...(epochs === undefined ? {} : { epochs }),
      ...(radii === undefined ? {} : { radiiM: radii }),
      validationBox: VALIDATION_BOX,
      data,
      checkpoint,
    },
    new AbortController().signal,
  );
  for await (const event of events) {
    if (event.kind === 'checkpoint') await replaceFile(checkpointPath, event.bytes);
    else if (event.kind === 'encoder') {
      const notes = [given.notes, await unseenFigure(event.card, event.weights, given)].join(' ').trim();
      await replaceFile(join(out, 'weights.bin'), event.weights);
      await replaceFile(
        join(out, 'card.json'),
        `${JSON.stringify({ ...event.card, licence: 'MIT', notes }, null, 2)}\n`,
      );
    } else if (event.kind === 'progress' && event.lossValidation !== null) {
      const { images: shown, imagesTotal, lossTrain, lossValidation, losses, imagesPerSecond } = event;
      const others = Object.entries(losses).map(([loss, value]) => `, ${loss} ${value.toFixed(4)}`);
      console.log(
        `${new Date().toISOString()} ${shown} of ${imagesTotal} images, loss ${lossTrain.toFixed(5)} in training, ` +
          `${lossValidation.toFixed(5)} held out${others.join('')}, ${Math.round(imagesPerSecond)} images/s`,
      );
    }
  }
}

/** The encoder's loss on terrain that was used for no choice, as a sentence; empty without such terrain. */
async function unseenFigure(
  { name, factor, radiiM }: EncoderCard,
  weights: Uint8Array,
  { unseen, unseenBox, seed, cache }: z.infer<typeof options>,
): Promise<string> {
  const radiusM = radiiM[0];
  if (unseen === undefined || radiusM === undefined || factor === null) return '';
  const terrain = await openTerrain({ dtms: [{ path: unseen }], cacheDir: cache });
  try {
    const area = unseenBox ?? terrain.box;
    const locations = await locationsInside(terrain, UNSEEN_IMAGES, { radiusM, radii: 1 }, seed, area);
    const images = await sampleImages(terrain, locations, radiusM, factor);
    const loss = reconstructionLoss(readNetwork(weights, name), images);
    return (
      `On terrain that it was neither trained nor chosen on (${basename(unseen)}, ${JSON.stringify(area)}): ` +
      `L1 ${loss.toFixed(4)}, bilinear ${bilinearLoss(images, factor).toFixed(4)}.`
    );
  } finally {
    await terrain.close();
  }
}

new Command('pretrain')
  .description('Trains an encoder that ships with the program and writes card.json and weights.bin.')
  .argument('<dtm...>', 'the DTMs to train on')
  .requiredOption('--out <folder>', 'where the encoder and its checkpoint are written')
  .option('--preset <name>', 'settings of the training', 'topo2vec-4')
  .option('--paper', "the paper's settings for it")
  .option(
    '--radii <M,M>',
    'radii of the patches, metres; each DTM is used at those that its resolution and size allow',
  )
  .option('--seed <number>', 'seed of all random choices', '0')
  .option('--images <number>', 'images of the training set')
  .option('--epochs <number>', 'times that each image is shown')
  .option('--cache <folder>', 'where the terrain is cached', '.cache/terrain')
  .option('--licence <text>', "the DTMs' licence, for the card", 'NASA SRTM GL1 v3, public domain')
  .option('--unseen <dtm>', 'a DTM to measure the finished encoder on')
  .option('--unseen-box <W,S,E,N>', 'the part of it to measure on, degrees')
  .option('--notes <text>', 'what else the card should say', '')
  .action((dtms: string[], given: unknown) => pretrain(dtms, options.parse(given)))
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
