import type { LabelClassInfo } from '../../../shared/contract/labels';
import { rival, type Rival } from '../../../shared/mapQuality/rivals';
import type { ExperimentKind } from '../../../shared/experiments/experiments';
import { grown, type LonLat, type LonLatBox } from '../../../shared/geo/lonLat';
import { paperClasses } from '../../../shared/labels/labelClasses';
import { splitMarginM } from '../../../shared/terrain/patch';
import { project } from '../../state/workbench.svelte';
import { splitGround } from './boxes';
import { middleOf, positivesIn } from './labelCounts';

/** Rows of a table that are not encoders of the project. */
export type OtherMethod = 'cnn' | 'untrained' | 'classical';

/** Ids of the classes of an experiment if none were chosen. */
function suggestedClasses(kind: ExperimentKind): readonly string[] {
  if (kind === 'table2') return paperClasses.use;
  return kind === 'map-quality' ? ['peak', 'saddle'] : paperClasses.natural;
}

/**
 * What the form says; null stands for what the project suggests. It outlives the panel, so that looking at another panel
 * loses nothing.
 */
export class ExperimentForm {
  kind = $state<ExperimentKind>('scale-finder');
  private ownClassIds = $state.raw<Partial<Record<ExperimentKind, string[]>>>({});
  private ownRadiiM = $state.raw<Partial<Record<ExperimentKind, number[]>>>({});
  private ownRadiusM = $state.raw<Partial<Record<string, number>>>({});
  private ownEncoderIds = $state.raw<number[] | null>(null);
  private ownTrainBox = $state.raw<LonLatBox | null>(null);
  private ownTestBox = $state.raw<LonLatBox | null>(null);
  private ownSizes = $state.raw<Partial<Record<ExperimentKind, { train: number; test: number }>>>({});
  private ownSingleRadiusM = $state<number | null>(null);
  /** Of reconstruction and the map; null: the project's default. */
  encoderId = $state<number | null>(null);
  /** Of scale finder and retrieval; null: the whole terrain. */
  box = $state.raw<LonLatBox | null>(null);
  /** Of the map; null: the whole terrain. */
  polygon = $state.raw<LonLat[] | null>(null);
  places = $state.raw<LonLat[]>([]);
  otherMethods = $state.raw<OtherMethod[]>(['cnn', 'classical']);
  /** Whether encoders that see orientation get a second row, whose heads are trained with rotated and mirrored copies. */
  turned = $state(false);
  /** Whether heads have the paper's C of 1, and not the one that measured best with their encoder. */
  paperC = $state(false);
  locations = $state(1000);
  seeds = $state(10);
  queries = $state(5);
  shown = $state(8);
  threshold = $state(0.8);
  /** Of map quality; null: a quarter of the radius, the radius, and everywhere. */
  stepM = $state<number | null>(null);
  toleranceM = $state<number | null>(null);
  leastElevationM = $state<number | null>(null);
  bothWays = $state(true);
  rivals = $state.raw<readonly Rival[]>(rival.options);
  draws = $state(5);
  private projectPath: string | null = null;

  readonly radiiM = $derived(project.terrain?.radiiM ?? []);
  /** Classes that can be learned, which takes labels. */
  readonly classes = $derived(project.classes.filter(({ positives }) => positives > 0));
  /** Encoders that can take part: a reconstruction needs a decoder. */
  readonly encoders = $derived(
    project.encoders.filter(({ card }) => this.kind !== 'reconstruction' || card.factor !== null),
  );

  readonly classIds = $derived.by(() => {
    const own = this.ownClassIds[this.kind];
    return (own ?? suggestedClasses(this.kind)).filter((id) =>
      this.classes.some((labelClass) => labelClass.id === id),
    );
  });
  readonly chosenRadiiM = $derived.by(() => {
    const own = this.ownRadiiM[this.kind];
    if (own !== undefined) return own.filter((radiusM) => this.radiiM.includes(radiusM));
    // Four small maps, an octave apart, or the finest two patches; a scale is searched among all radii.
    if (this.kind === 'scale-finder') return this.radiiM;
    return this.radiiM.filter((_, index) => index % 2 === 0).slice(0, this.kind === 'map' ? 4 : 2);
  });
  readonly encoderIds = $derived(
    (this.ownEncoderIds ?? this.suggestedEncoderIds()).filter((id) =>
      project.encoders.some((encoder) => encoder.id === id),
    ),
  );
  /** What a table draws of each class; the paper's sizes, if nothing was chosen. */
  readonly sizes = $derived(
    this.ownSizes[this.kind] ??
      (this.kind === 'table2' ? { train: 400, test: 100 } : { train: 1000, test: 200 }),
  );
  /** The radius of experiments that have only one: retrieval and map quality. */
  readonly radiusM = $derived(this.ownSingleRadiusM ?? this.radiiM[0] ?? 0);
  /** Two pieces of the terrain with about as many labels, far enough apart for the largest radius chosen. */
  private readonly suggestedGround = $derived.by(() => {
    if (project.terrain === null) return null;
    const { box } = project.terrain;
    const radiusM = Math.max(0, ...this.classIds.map((id) => this.splitRadiusM(project.classOf(id))));
    const middleDeg = project.labels === null ? null : middleOf(project.labels, this.classIds);
    return splitGround(box, radiusM, middleDeg ?? (box.westDeg + box.eastDeg) / 2);
  });
  readonly trainBox = $derived(this.ownTrainBox ?? this.suggestedGround?.train ?? null);
  readonly testBox = $derived(this.ownTestBox ?? this.suggestedGround?.test ?? null);
  /** Labels of each class that can train and test, before patches are read. */
  readonly labelsOnGround = $derived.by(() => {
    const { labels } = project;
    const { trainBox, testBox } = this;
    if (labels === null || trainBox === null || testBox === null) return [];
    return this.classIds.map((classId) => {
      const labelClass = project.classOf(classId);
      const margin = grown(testBox, splitMarginM(this.splitRadiusM(labelClass)));
      return {
        name: labelClass?.name ?? classId,
        train: positivesIn(labels, classId, trainBox, margin),
        test: positivesIn(labels, classId, testBox),
      };
    });
  });
  /** The radius of a class in the experiment, metres: chosen here, the class's own, or the finest. */
  radiusOf(labelClass: LabelClassInfo | undefined): number {
    const own = labelClass === undefined ? undefined : this.ownRadiusM[labelClass.id];
    return own ?? labelClass?.radiusM ?? this.radiiM[0] ?? 0;
  }

  /** All; of map quality, where each takes minutes, the one that maps are made with. */
  private suggestedEncoderIds(): number[] {
    const { encoders, defaultEncoder } = project;
    return (this.kind === 'map-quality' && defaultEncoder !== null ? [defaultEncoder] : encoders).map(
      ({ id }) => id,
    );
  }

  private splitRadiusM(labelClass: LabelClassInfo | undefined): number {
    return this.kind === 'map-quality' ? this.radiusM : this.radiusOf(labelClass);
  }

  chooseClasses = (classIds: string[]): void => {
    this.ownClassIds = { ...this.ownClassIds, [this.kind]: classIds };
  };

  chooseRadii = (radiiM: number[]): void => {
    this.ownRadiiM = { ...this.ownRadiiM, [this.kind]: radiiM };
  };

  chooseRadiusOf(classId: string, radiusM: number): void {
    this.ownRadiusM = { ...this.ownRadiusM, [classId]: radiusM };
  }

  chooseRadius = (radiusM: number): void => {
    this.ownSingleRadiusM = radiusM;
  };

  chooseEncoders = (encoderIds: number[]): void => {
    this.ownEncoderIds = encoderIds;
  };

  chooseSizes(sizes: { train: number; test: number }): void {
    this.ownSizes = { ...this.ownSizes, [this.kind]: sizes };
  }

  chooseTrainBox = (box: LonLatBox | null): void => {
    this.ownTrainBox = box;
  };

  chooseTestBox = (box: LonLatBox | null): void => {
    this.ownTestBox = box;
  };

  /** Forgets what was chosen for another project's terrain; returns whether it was another. */
  useProject(path: string): boolean {
    if (path === this.projectPath) return false;
    this.projectPath = path;
    this.ownEncoderIds = null;
    this.ownTrainBox = null;
    this.ownTestBox = null;
    this.ownSingleRadiusM = null;
    this.leastElevationM = null;
    this.ownRadiusM = {};
    this.encoderId = null;
    this.box = null;
    this.polygon = null;
    this.places = [];
    return true;
  }
}

export const form = new ExperimentForm();
