import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readNetwork } from '../../../src/main/compute/encoders/encoderFile';
import { readLayersModel } from '../../../src/main/compute/layersModel/readLayersModel';
import { writeLayersModel } from '../../../src/main/compute/layersModel/writeLayersModel';
import { temporaryFolder } from '../engine/folder';
import { cnnEncoder, randomNetwork, topo2vecEncoder } from './randomNetworks';

const root = temporaryFolder();
const folder = join(root, 'alps');
const file = (name: string): string => join(folder, name);

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A file with the first occurrence of a text replaced. */
const edit = async (name: string, from: string | RegExp, to: string): Promise<void> => {
  const before = await readFile(file(name), 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  await writeFile(file(name), after);
};

const editBytes = async (name: string, change: (bytes: Buffer) => Buffer): Promise<void> => {
  await writeFile(file(name), change(await readFile(file(name))));
};

async function expectRefusal(reason: RegExp): Promise<void> {
  const refused = await readLayersModel(folder).then(
    () => null,
    (error: unknown) => error,
  );
  expect(refused).toMatchObject({ code: 'unsupported-file' });
  const { message } = z.object({ message: z.string() }).parse(refused);
  expect(message).toMatch(/^The folder alps holds no usable encoder/);
  expect(message).toMatch(reason);
}

describe('a folder that is not an encoder is refused, with its name and the reason:', () => {
  const stored = randomNetwork({ factor: 1, linearEmbedding: true });
  const whole = join(root, 'whole');
  beforeAll(() => writeLayersModel(topo2vecEncoder(stored, 1), whole));
  beforeEach(() => cp(whole, folder, { recursive: true }));

  const float = (value: number, at: number) => (bytes: Buffer) => {
    bytes.writeFloatLE(value, at);
    return bytes;
  };

  /** Bytes before the first running variance: a kernel of 3 x 3 x 1 x 8, and three vectors of 8. */
  const firstVariance = (72 + 24) * 4;

  const cases: [string, RegExp, () => Promise<void>][] = [
    ['no card', /card\.json is missing/, () => rm(file('card.json'))],
    ['a card of something else', /card\.json is not as expected/, () => writeFile(file('card.json'), '{}')],
    ['a card that is not JSON', /card\.json is not JSON/, () => writeFile(file('card.json'), '{')],
    ['a card as large as a film', /at most/, () => writeFile(file('card.json'), Buffer.alloc(2 ** 21, 0x20))],
    ['a card for another size', /states 64 values/, () => edit('card.json', '"size": 128', '"size": 64')],
    [
      'a card for another factor',
      /states a decoder of factor 4, but its decoder has factor 1/,
      () => edit('card.json', '"factor": 1', '"factor": 4'),
    ],
    ['no model', /model\.json is missing/, () => rm(file('model.json'))],
    [
      'a folder for a model',
      /model\.json is not a file/,
      async () => {
        await rm(file('model.json'));
        await mkdir(file('model.json'));
      },
    ],
    ['another format', /format/, () => edit('model.json', 'layers-model', 'graph-model')],
    ['a model with branches', /class_name/, () => edit('model.json', 'Sequential', 'Functional')],
    [
      'a layer too few',
      /33 layers instead of 35 or 34 or 7/,
      () => edit('model.json', /,\s*\{\s*"class_name": "Flatten"[^}]*\}\s*\}/, ''),
    ],
    [
      'another layer',
      /MaxPooling1D instead of MaxPooling2D/,
      () => edit('model.json', 'MaxPooling2D', 'MaxPooling1D'),
    ],
    ['another setting', /setting padding of its layer/, () => edit('model.json', '"valid"', '"same"')],
    [
      'another epsilon',
      /setting epsilon of its layer encoder_0_0_norm/,
      () => edit('model.json', '0.00001', '0.001'),
    ],
    ['another input', /setting batch_input_shape/, () => edit('model.json', /17,\s*17/, '17, 18')],
    [
      'one name for two layers',
      /two layers named encoder_0_1_norm/,
      () => edit('model.json', '"name": "encoder_0_0_norm"', '"name": "encoder_0_1_norm"'),
    ],
    [
      'a weight under another name',
      /encoder_0_0_norm\/gamma is missing/,
      () => edit('model.json', 'encoder_0_0_norm/gamma', 'encoder_0_0_norm/gama'),
    ],
    [
      'a weight too many',
      /a weight extra/,
      () =>
        edit(
          'model.json',
          '"weights": [',
          '"weights": [{"name": "extra", "shape": [1000000000], "dtype": "float32"},',
        ),
    ],
    [
      'a weight twice',
      /more than once/,
      () =>
        edit(
          'model.json',
          '"weights": [',
          '"weights": [{"name": "encoder_0_0_norm/gamma", "shape": [8], "dtype": "float32"},',
        ),
    ],
    [
      'a weight of another shape',
      /encoder_0_0_norm\/gamma has the shape 9/,
      () => edit('model.json', /(norm\/gamma",\s*"shape": \[\s*)8/, '$19'),
    ],
    [
      'weights of fewer bits',
      /quantization/,
      () => edit('model.json', /(norm\/gamma",[^}]*"float32")/, '$1, "quantization": {"dtype": "uint8"}'),
    ],
    ['weights that lie elsewhere', /paths/, () => edit('model.json', '"weights.bin"', '"../weights.bin"')],
    ['weights that lie anywhere', /paths/, () => edit('model.json', '"weights.bin"', '"/dev/zero"')],
    [
      'weights in more files than there are weights',
      /paths/,
      () => edit('model.json', '"weights.bin"', `"weights.bin"${', "weights.bin"'.repeat(5000)}`),
    ],
    [
      'a layer with a name as long as a book',
      /name/,
      () => edit('model.json', '"name": "encoder_0_0_norm"', `"name": "${'a'.repeat(10_000)}"`),
    ],
    ['no weights', /weights\.bin is missing/, () => rm(file('weights.bin'))],
    [
      'weights cut short',
      /weights\.bin has \d+ bytes instead of/,
      () => editBytes('weights.bin', (bytes) => bytes.subarray(0, -4)),
    ],
    [
      'weights too many',
      /weights\.bin has \d+ bytes instead of/,
      () => editBytes('weights.bin', (bytes) => Buffer.concat([bytes, bytes])),
    ],
    [
      'a weight that is not a number',
      /encoder_0_0_convolution\/kernel has values that are not numbers/,
      () => editBytes('weights.bin', float(NaN, 4)),
    ],
    ['a weight without bounds', /not numbers/, () => editBytes('weights.bin', float(Infinity, 4))],
    [
      'a variance below zero',
      /encoder_0_0_norm\/moving_variance has variances below zero/,
      () => editBytes('weights.bin', float(-1, firstVariance)),
    ],
    [
      'no decoder although the card states one',
      /states a decoder of factor 1, but it has none/,
      () => rm(file('decoder'), { recursive: true }),
    ],
    [
      'a decoder that the card knows nothing of',
      /states no decoder, but its decoder has factor 1/,
      () => edit('card.json', '"factor": 1', '"factor": null'),
    ],
    ['half a decoder', /in decoder, weights\.bin is missing/, () => rm(file('decoder/weights.bin'))],
    ['nothing at all', /card\.json is missing/, () => rm(folder, { recursive: true })],
  ];

  test.each(cases)('%s', async (_, reason, harm) => {
    await harm();
    await expectRefusal(reason);
  });

  test('weights in several files are read back', async () => {
    const bytes = await readFile(file('weights.bin'));
    await writeFile(file('group1-shard1of2.bin'), bytes.subarray(0, 1000));
    await writeFile(file('group1-shard2of2.bin'), bytes.subarray(1000));
    await rm(file('weights.bin'));
    await edit('model.json', '"weights.bin"', '"group1-shard1of2.bin", "group1-shard2of2.bin"');
    const read = readNetwork((await readLayersModel(folder)).weights, 'alps');
    expect(read.tensors.get('encoder/4/1/beta')?.values).toEqual(
      stored.tensors.get('encoder/4/1/beta')?.values,
    );
  });
});

describe('a folder of a supervised network is refused', () => {
  const whole = join(root, 'wholeClasses');
  beforeAll(() => writeLayersModel(cnnEncoder(['peak', 'river', 'none']), whole));
  beforeEach(() => cp(whole, folder, { recursive: true }));

  const cases: [string, RegExp, () => Promise<void>][] = [
    [
      'without its classifier',
      /in classifier, classes\.json is missing/,
      () => rm(file('classifier'), { recursive: true }),
    ],
    [
      'with a name too few',
      /in classifier, the setting units/,
      () => writeFile(file('classifier/classes.json'), '["peak", "none"]'),
    ],
    [
      'with names that are none',
      /in classifier, classes\.json is not as expected/,
      () => writeFile(file('classifier/classes.json'), '[1, 2, 3]'),
    ],
    [
      'with more classes than anyone has',
      /in classifier, classes\.json is not as expected/,
      () => writeFile(file('classifier/classes.json'), JSON.stringify(Array(100_000).fill('peak'))),
    ],
    ['with another middle', /setting offset of its layer centre/, () => edit('model.json', '-0.5', '-0.4')],
    [
      'with strides of one',
      /setting strides of its layer conv_0_convolution/,
      () => edit('model.json', /"strides": \[\s*2,\s*2/, '"strides": [1, 1'),
    ],
    [
      'with a card that states a decoder',
      /states a decoder of factor 4, but it has none/,
      () => edit('card.json', '"factor": null', '"factor": 4'),
    ],
  ];

  test.each(cases)('%s', async (_, reason, harm) => {
    await harm();
    await expectRefusal(reason);
  });
});
