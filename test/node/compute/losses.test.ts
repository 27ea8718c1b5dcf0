import { beforeAll, expect, test } from 'vitest';
import { loadTensorflow, tf } from '../../../src/main/compute/backend';
import { bceLoss } from '../../../src/main/compute/training/bceLoss';
import { offCentreLoss } from '../../../src/main/compute/training/offCentre';
import { infoNce, unitRows } from '../../../src/main/compute/training/infoNce';
import { enqueue, keyQueueOf, momentumUpdate } from '../../../src/main/compute/training/momentum';

beforeAll(loadTensorflow);

test('binary cross-entropy is the mean of -log of the probability of the label', () => {
  // Sigmoid of log 3 is 3/4, of -log 3 a quarter.
  const logits = tf.tensor2d([[Math.log(3)], [-Math.log(3)], [0]]);
  const real = (-Math.log(3 / 4) - Math.log(1 / 4) - Math.log(1 / 2)) / 3;
  expect(bceLoss(logits, 1).dataSync()[0]).toBeCloseTo(real, 6);
  expect(bceLoss(tf.tensor1d([Math.log(3)]), 0).dataSync()[0]).toBeCloseTo(-Math.log(1 / 4), 6);
});

test('binary cross-entropy is finite where a discriminator is certain and wrong', () => {
  expect(bceLoss(tf.tensor1d([-200]), 1).dataSync()[0]).toBeCloseTo(200, 3);
  expect(bceLoss(tf.tensor1d([-200]), 0).dataSync()[0]).toBe(0);
});

test('InfoNCE against a queue of two, worked by hand', () => {
  const queries = tf.tensor2d([
    [2, 0],
    [0, 5],
  ]);
  const keys = tf.tensor2d([
    [3, 0],
    [1, 0],
  ]);
  const queue = tf.tensor2d([
    [0, 1],
    [0.6, 0.8],
  ]);
  // Cosines over 0.5: the first query 2 with its key, 0 and 1.2 with the queue; the second 0, 2 and 1.6.
  const first = -Math.log(Math.exp(2) / (Math.exp(2) + Math.exp(0) + Math.exp(1.2)));
  const second = -Math.log(Math.exp(0) / (Math.exp(0) + Math.exp(2) + Math.exp(1.6)));
  expect(infoNce(queries, keys, queue, 0.5).dataSync()[0]).toBeCloseTo((first + second) / 2, 5);
});

test('a row of zeros stays zero when normalised', () => {
  const rows = unitRows(
    tf.tensor2d([
      [0, 0],
      [3, 4],
    ]),
  ).dataSync();
  for (const [i, value] of [0, 0, 0.6, 0.8].entries()) expect(rows[i]).toBeCloseTo(value, 6);
});

test('the momentum encoder moves by a fraction of the difference', () => {
  const slow = Float32Array.of(1, -2, 0);
  momentumUpdate(slow, Float32Array.of(2, 2, 0), 0.75);
  expect([...slow]).toEqual([1.25, -1, 0]);
  momentumUpdate(slow, Float32Array.of(5, 5, 5), 1);
  expect([...slow]).toEqual([1.25, -1, 0]);
  momentumUpdate(slow, Float32Array.of(5, 6, 7), 0);
  expect([...slow]).toEqual([5, 6, 7]);
});

test('the queue drops its oldest keys and wraps around its end', () => {
  const queue = keyQueueOf(Float32Array.of(-1, -1, -2, -2, -3, -3));
  enqueue(queue, Float32Array.of(1, 1, 2, 2), 2);
  expect([...queue.keys]).toEqual([1, 1, 2, 2, -3, -3]);
  expect(queue.next[0]).toBe(2);
  enqueue(queue, Float32Array.of(3, 3, 4, 4), 2);
  expect([...queue.keys]).toEqual([4, 4, 2, 2, 3, 3]);
  expect(queue.next[0]).toBe(1);
  // More keys than it holds: the newest stay.
  enqueue(queue, Float32Array.of(5, 5, 6, 6, 7, 7, 8, 8), 2);
  expect([...queue.keys]).toEqual([7, 7, 8, 8, 6, 6]);
});

test('off-centre embeddings are penalised by a thousandth of their squared means', () => {
  // Means 2 and 0: (4 + 0) / 2 / 1000.
  const embeddings = tf.tensor4d([1, 2, 3, -2], [2, 1, 1, 2]);
  expect(offCentreLoss(embeddings).dataSync()[0]).toBeCloseTo(0.002, 9);
});
