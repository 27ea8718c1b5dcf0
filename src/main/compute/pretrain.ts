import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { openDtm } from '../terrain/dtm/openDtm';
import { train } from './training/train';

/** The part of davos_srtm1 east of this longitude is never trained on: the training is measured there. */
const VALIDATION_BOX = { westDeg: 10.05, southDeg: 46.5, eastDeg: 10.2, northDeg: 47.1 };

const options = z.object({
  out: z.string(),
  preset: z.string(),
  seed: z.coerce.number().int(),
  images: z.coerce.number().int().optional(),
  epochs: z.coerce.number().int().optional(),
  cache: z.string(),
  licence: z.string(),
});

/** Writes beside and renames, so that a file is always whole. */
async function replaceFile(path: string, data: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.part`, data);
  await rename(`${path}.part`, path);
}

/** Trains the encoder that ships with the program, going on from its checkpoint where there is one. */
async function pretrain(dtm: string, given: z.infer<typeof options>): Promise<void> {
  const { out, preset, seed, images, epochs, cache, licence } = given;
  await mkdir(out, { recursive: true });
  const checkpointPath = join(out, 'checkpoint.bin');
  const checkpoint = await readFile(checkpointPath).catch(() => null);
  const opened = await openDtm(dtm);
  const { fingerprint } = opened.metadata;
  await opened.close();
  const events = train(
    {
      terrain: { dtms: [{ path: dtm }], cacheDir: cache },
      preset,
      name: preset,
      seed,
      ...(images === undefined ? {} : { images }),
      ...(epochs === undefined ? {} : { epochs }),
      validationBox: VALIDATION_BOX,
      data: [{ name: basename(dtm), fingerprint, licence }],
      checkpoint,
    },
    new AbortController().signal,
  );
  for await (const event of events) {
    if (event.kind === 'checkpoint') await replaceFile(checkpointPath, event.bytes);
    else if (event.kind === 'encoder') {
      await replaceFile(join(out, 'weights.bin'), event.weights);
      await replaceFile(join(out, 'card.json'), `${JSON.stringify(event.card, null, 2)}\n`);
    } else if (event.kind === 'progress' && event.lossValidation !== null) {
      const { images: shown, imagesTotal, lossTrain, lossValidation, imagesPerSecond } = event;
      console.log(
        `${new Date().toISOString()} ${shown} of ${imagesTotal} images, L1 ${lossTrain.toFixed(5)} in training, ` +
          `${lossValidation.toFixed(5)} held out, ${Math.round(imagesPerSecond)} images/s`,
      );
    }
  }
}

new Command('pretrain')
  .description('Trains the encoder that ships with the program and writes card.json and weights.bin.')
  .argument('<dtm>', 'the DTM to learn from')
  .requiredOption('--out <folder>', 'where the encoder and its checkpoint go')
  .option('--preset <name>', 'settings of the training', 'topo2vec-4')
  .option('--seed <number>', 'seed of everything random', '0')
  .option('--images <number>', 'images of the training set')
  .option('--epochs <number>', 'times that each image is shown')
  .option('--cache <folder>', 'where the terrain is cached', '.cache/terrain')
  .option('--licence <text>', "the DTM's licence, for the card", 'NASA SRTM GL1 v3, public domain')
  .action((dtm: string, given: unknown) => pretrain(dtm, options.parse(given)))
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
