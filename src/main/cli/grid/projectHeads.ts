import { UserError } from '../../../shared/errors';
import type { Region } from '../../../shared/geo/region';
import { mapClaims } from '../../../shared/mapQuality/mapClaims';
import { leastProbability } from '../../engine/detections/detectWork';
import { encoderWeights, findEncoder } from '../../engine/encoders/encoders';
import { headsFor } from '../../engine/heads/headsFor';
import { findClasses, ownRadiusM } from '../../engine/labels/classes';
import type { GridHead } from '../../grid/control/heads';
import { classIds, encoderId, open, savedRegion } from '../asking';
import type { Output } from '../output';
import { Workbench } from '../workbench';
import { isRegionFile } from './askedPlaces';
import { RESOURCES_DIR } from './opened';

/** Heads of a project, as a grid takes them along. */
export interface ProjectHeads {
  readonly encoderKey: string;
  /** Ascending, metres. */
  readonly radiiM: readonly number[];
  /** The probability from which a project would show what they detect. */
  readonly threshold: number;
  /** The region of the project that was named; undefined: none was. */
  readonly region: Region | undefined;
  readonly heads: readonly { readonly name: string; readonly exclusive: boolean; readonly head: GridHead }[];
}

/**
 * The heads that a project would detect classes with: those it has, or fitted and measured now, as `topo2vec detect` does.
 * @throws UserError `too-few-labels`; `bad-input` for heads that decide on rotated copies, whose embeddings grids do not hold
 */
export async function projectHeads(
  output: Output,
  asked: {
    readonly project: string;
    readonly class: readonly string[];
    readonly encoder?: string;
    readonly radius?: readonly number[];
    readonly region?: string;
  },
): Promise<ProjectHeads> {
  const workbench = new Workbench(output, RESOURCES_DIR);
  try {
    await open(workbench, [asked.project]);
    const { project } = workbench.local.current;
    const { database } = project;
    const classes = await findClasses(database, await classIds(workbench, asked.class));
    const encoder = await findEncoder(database, await encoderId(workbench, asked.encoder));
    const radiiM = [...new Set(asked.radius ?? classes.map(ownRadiusM))].sort((a, b) => a - b);
    const heads = await headsFor(
      project,
      { classes, encoder, radiiM },
      () => undefined,
      new AbortController().signal,
    );
    const copied = heads.find(({ model }) => model.copies > 1);
    if (copied !== undefined)
      throw new UserError(
        'bad-input',
        `The head ${copied.info.name} decides on rotated and mirrored copies of each patch, which a grid does not hold. Train it without them.`,
      );
    const { key: encoderKey } = await encoderWeights(database, encoder.id);
    const infos = heads.map(({ info }) => info);
    const ran = { classIds: classes.map(({ id }) => id), radiiM, heads: infos.map(({ name }) => name) };
    const claims = mapClaims({ ...ran, createdMs: Date.now() }, infos);
    const { region: name } = asked;
    const isNamed = name !== undefined && !isRegionFile(name);
    return {
      encoderKey,
      region: isNamed ? (await savedRegion(workbench, name)).region : undefined,
      radiiM,
      threshold: leastProbability(null, claims),
      heads: heads.map(({ info, model, mapping, labelClass }) => ({
        name: info.name,
        exclusive: labelClass.exclusive,
        head: { encoderKey, classId: labelClass.id, model, mapping },
      })),
    };
  } finally {
    await workbench.close();
  }
}
