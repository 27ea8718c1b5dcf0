import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { cnnForward, cnnSpecs } from '../../../src/main/compute/architectures/cnn';
import {
  discriminate,
  discriminatorParameterSpecs,
  discriminatorStatisticSpecs,
} from '../../../src/main/compute/architectures/discriminator';
import { loadTensorflow, tf, type Tensor, type Tensor4D } from '../../../src/main/compute/backend';
import { writeCnn } from '../../../src/main/compute/encoders/cnnFile';
import { buildEncoder } from '../../../src/main/compute/encoders/encoder';
import { readEncoderFile } from '../../../src/main/compute/encoders/encoderFile';
import { bceLoss } from '../../../src/main/compute/training/bceLoss';
import { normalisePatches } from '../../../src/main/terrain/patch/normalise';
import { card } from './cards';
import { formulaPatches, formulaTensors, wave } from './formulas';
import { reference } from './reference';

beforeAll(loadTensorflow);

const rows = z.array(z.array(z.number()));
const expected = reference(
  'networks.json',
  z.object({
    cnn: z.object({ hidden: rows, logits: rows }),
    discriminator: z.object({
      logits: z.array(z.number()),
      bceReal: z.number(),
      bceFake: z.number(),
      firstMean: z.array(z.number()),
      gradient: z.array(z.number()),
    }),
  }),
);

const close = (actual: ArrayLike<number>, wanted: readonly number[], digits: number): void => {
  expect(actual).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries()) expect(actual[i]).toBeCloseTo(value, digits);
};

const asTensors = (stored: ReturnType<typeof formulaTensors>): Map<string, Tensor> =>
  new Map([...stored].map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]));

const classes = ['peak', 'river', 'cliff', 'saddle', 'none'];

test('the CNN computes what PyTorch does', () => {
  const x = tf.tensor4d(normalisePatches(formulaPatches(3)).values, [3, 17, 17, 1]);
  const { hidden, logits } = cnnForward(x, asTensors(formulaTensors(cnnSpecs(classes.length))));
  close(hidden.dataSync(), expected.cnn.hidden.flat(), 4);
  close(logits.dataSync(), expected.cnn.logits.flat(), 4);
});

test('a stored CNN is read back and embeds patches in metres by its last hidden layer', () => {
  const tensors = formulaTensors(cnnSpecs(classes.length));
  const weights = writeCnn({ classes, tensors });
  const file = readEncoderFile(weights, 'e');
  expect(file).toMatchObject({ format: 'cnn', classes });
  const before = tf.memory().numTensors;
  const encoder = buildEncoder({ key: 'k', card: card({ size: 128 }), weights });
  const embeddings = encoder.embed(formulaPatches(3).map((value) => 1500 + 200 * value));
  encoder.dispose();
  expect(encoder.decoder).toBeNull();
  expect(tf.memory().numTensors).toBe(before);
  close(embeddings, expected.cnn.hidden.flat(), 2);
});

test('a CNN file whose tensors do not fit its classes is refused by name', () => {
  const tensors = formulaTensors(cnnSpecs(4));
  expect(() => readEncoderFile(writeCnn({ classes, tensors }), 'alps')).toThrow(/"alps".*dense\/1/);
  const fewer = new Map([...tensors].slice(1));
  expect(() => readEncoderFile(writeCnn({ classes: classes.slice(1), tensors: fewer }), 'alps')).toThrow(
    /other tensors/,
  );
});

test('a card that states another size is refused', () => {
  const weights = writeCnn({ classes, tensors: formulaTensors(cnnSpecs(classes.length)) });
  expect(() => buildEncoder({ key: 'k', card: card({ size: 64 }), weights })).toThrow(/64 values.*128/);
});

test('the discriminator and its input gradient agree with PyTorch', () => {
  const parameters = asTensors(formulaTensors(discriminatorParameterSpecs()));
  const statistics = new Map(
    discriminatorStatisticSpecs().map(({ name, shape }) => [
      name,
      name.endsWith('/mean') ? tf.zeros([...shape]) : tf.ones([...shape]),
    ]),
  );
  const means = new Map<string, Tensor>();
  const judge = (pairs: Tensor4D): Tensor =>
    discriminate(pairs, {
      parameters,
      statistics,
      onStatistics: (block, { mean }) => means.set(block, tf.keep(mean)),
    });
  const pairs = tf.tensor4d(Float32Array.from(wave(4 * 64 * 64 * 2, 0.25)), [4, 64, 64, 2]);
  const logits = judge(pairs);
  const { discriminator } = expected;

  close(logits.dataSync(), discriminator.logits, 3);
  close(means.get('discriminator/conv/0')?.dataSync() ?? [], discriminator.firstMean, 5);
  expect(bceLoss(logits, 1).dataSync()[0]).toBeCloseTo(discriminator.bceReal, 3);
  expect(bceLoss(logits, 0).dataSync()[0]).toBeCloseTo(discriminator.bceFake, 3);

  const gradient = tf
    .grad((x: Tensor) => bceLoss(judge(x as Tensor4D), 1))(pairs)
    .dataSync();
  const largest = Math.max(...discriminator.gradient.map(Math.abs));
  for (const [i, value] of discriminator.gradient.entries()) {
    expect(Math.abs((gradient[i * 997] ?? NaN) - value)).toBeLessThan(0.01 * largest);
  }
});
