import { z } from 'zod';
import type { TrainEvent, TrainSpec as ComputeTrainSpec } from '../../../shared/contract/compute';
import { UserError } from '../../../shared/errors';
import { paperClasses } from '../../../shared/labels/labelClasses';
import type { TaskSpec } from '../../../shared/task';
import { trainingCurve, type TrainingCurve } from '../../../shared/taskResult';
import { learnsFromLabels, trainingSettings } from '../../../shared/encoders/trainingPresets';
import type { Project, TaskWork } from '../context';
import { addEncoder } from '../encoders/encoders';
import { findClasses } from '../labels/classes';
import { labelsOfClass } from '../labels/labels';
import { blob } from '../store/blob';
import type { Reader } from '../store/database';
import { json } from '../store/json';
import { curveWith } from './curve';

type TrainSpec = Extract<TaskSpec, { kind: 'train' }>;

/**
 * Settings that must match for training to resume; the learning rate need not. The region is no setting: as for other terrain,
 * compute refuses to resume in another one.
 */
const settingsKey = ({
  preset,
  paper,
  name,
  images,
  epochs,
  radiiM,
  classIds,
  contrast,
  seed,
}: TrainSpec): string =>
  JSON.stringify({ preset, paper, name, images, epochs, radiiM, classIds, contrast, seed });

const checkpointRow = z.object({ bytes: blob, curve: json(trainingCurve) });

/**
 * Trains an encoder. Checkpoints are committed as they are made; a paused, killed or cancelled training continues from its newest
 * one when it is resumed, and the checkpoint of a finished one is deleted.
 */
export function trainWork(project: Project, spec: TrainSpec): TaskWork {
  // A task that is resumed runs the same work again: from then on it always resumes from its checkpoint.
  let resume = spec.resume;
  return async (report, signal) => {
    const { database } = project;
    const key = settingsKey(spec);
    const found = resume
      ? await database.get(checkpointRow, 'SELECT bytes, curve FROM checkpoints WHERE spec_key = ?', [key])
      : null;
    resume = true;
    let curve: TrainingCurve =
      found === null
        ? { images: [], train: [], validation: [], others: {}, imagesPerSecond: 0 }
        : found.curve;
    let done = { images: 0, total: 0 };
    const terrain = await project.terrainSources();
    const data = await database.all(
      z.object({ path: z.string(), fingerprint: z.string() }),
      'SELECT path, fingerprint FROM dtms ORDER BY id',
    );
    const { method } = trainingSettings(spec.preset, spec.paper);
    const labels = learnsFromLabels(method)
      ? await positiveLabels(database, spec.classIds ?? paperClasses.natural)
      : null;
    const events = project.compute.encoders.train(
      {
        terrain,
        preset: spec.preset,
        paper: spec.paper,
        name: spec.name ?? spec.preset,
        ...(spec.images === undefined ? {} : { images: spec.images }),
        ...(spec.epochs === undefined ? {} : { epochs: spec.epochs }),
        ...(spec.radiiM === undefined ? {} : { radiiM: spec.radiiM }),
        ...(spec.learningRate === undefined ? {} : { learningRate: spec.learningRate }),
        ...(labels === null ? {} : { labels }),
        ...(spec.contrast === undefined ? {} : { contrast: spec.contrast }),
        seed: spec.seed,
        ...(spec.box === undefined ? {} : { region: spec.box }),
        validationBox: null,
        data: data.map(({ path, fingerprint }) => ({
          name: path.split(/[\\/]/).at(-1) ?? path,
          fingerprint,
          licence: 'as stated by the provider of the DTM',
        })),
        checkpoint: found?.bytes ?? null,
      },
      signal,
    );
    for await (const event of events) {
      if (event.kind === 'encoder') {
        // Together: a checkpoint that is left would be trained to its end once more.
        const encoderId = await addEncoder(project, event.card, event.weights, (transaction) =>
          transaction.run('DELETE FROM checkpoints WHERE spec_key = ?', [key]),
        );
        return { kind: 'encoder', encoderId };
      }
      if (event.kind === 'checkpoint') {
        const values = [
          key,
          JSON.stringify(spec),
          done.images,
          done.total,
          event.bytes,
          JSON.stringify(curve),
          Date.now(),
        ];
        await database.transaction((transaction) =>
          transaction.run(
            `INSERT OR REPLACE INTO checkpoints (spec_key, spec, done, total, bytes, curve, updated_ms)
             VALUES (?, ?, ?, ?, ?, ?, ?)`,
            values,
          ),
        );
      } else {
        if (event.kind === 'progress') {
          curve = curveWith(curve, event);
          done = { images: event.images, total: event.imagesTotal };
        }
        report({ ...progressOf(event), curve });
      }
    }
    throw new Error('Training ended without an encoder.');
  };
}

/** The locations of the positive labels of some classes. Classes without any are left out. */
async function positiveLabels(
  reader: Reader,
  classIds: readonly string[],
): Promise<NonNullable<ComputeTrainSpec['labels']>> {
  await findClasses(reader, [...classIds]);
  const found: { classId: string; positives: Float64Array }[] = [];
  for (const classId of classIds) {
    const { positives } = await labelsOfClass(reader, classId);
    if (positives.length > 0) found.push({ classId, positives });
  }
  if (found.length === 0) {
    throw new UserError(
      'too-few-labels',
      `The project has no labels of ${classIds.join(', ')} to train on. Import some, or choose other classes.`,
    );
  }
  const perClass = found.map(({ positives }, index) => new Uint8Array(positives.length / 2).fill(index));
  return {
    classIds: found.map(({ classId }) => classId),
    locations: Float64Array.from(found.flatMap(({ positives }) => [...positives])),
    classes: Uint8Array.from(perClass.flatMap((indices) => [...indices])),
  };
}

function progressOf(event: Extract<TrainEvent, { kind: 'sampling' | 'progress' }>): {
  done: number;
  total: number;
  unit: string;
  message: string;
} {
  if (event.kind === 'sampling') {
    return { done: event.done, total: event.total, unit: 'patches', message: 'Sampling patches' };
  }
  return {
    done: event.images,
    total: event.imagesTotal,
    unit: 'images',
    message: `Epoch ${Math.floor(event.epoch)}, ${Math.round(event.imagesPerSecond)} images/s`,
  };
}

/** Progress of a training at its newest checkpoint; null while there is none. */
export async function trainingSoFar(
  reader: Reader,
  spec: TrainSpec,
): Promise<{ done: number; total: number; curve: TrainingCurve } | null> {
  return reader.get(
    z.object({ done: z.number(), total: z.number(), curve: json(trainingCurve) }),
    'SELECT done, total, curve FROM checkpoints WHERE spec_key = ?',
    [settingsKey(spec)],
  );
}
