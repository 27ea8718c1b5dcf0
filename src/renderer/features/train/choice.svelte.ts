import type { PresetInfo } from '../../../shared/contract/encoders';
import { paperClasses } from '../../../shared/labels/labelClasses';
import type { TaskSpecInput } from '../../../shared/task';
import { EVERYWHERE, regionOf, type RegionChoice } from '../regions/regionChoice';
import { project } from '../../state/workbench.svelte';

/** What can be chosen of momentum contrast. */
export type Contrast = NonNullable<PresetInfo['contrast']>;

/** What is chosen in place of a preset's values; null: the preset's. */
interface OwnExtent {
  readonly images: number | null;
  readonly epochs: number | null;
  readonly radiiM: readonly number[] | null;
}

const nothingOwn: OwnExtent = { images: null, epochs: null, radiiM: null };

/** How the next encoder is to be trained. It outlives the panel, so that looking at another panel loses nothing. */
class TrainChoice {
  name = $state('');
  seed = $state(0);
  region = $state.raw<RegionChoice>(EVERYWHERE);
  private presetName = $state<string | null>(null);
  private ownPaper = $state(false);
  private own = $state.raw<OwnExtent>(nothingOwn);
  private ownClassIds = $state.raw<readonly string[] | null>(null);
  private ownContrast = $state.raw<Partial<Contrast>>({});

  /** Null until the engine has sent the presets. */
  readonly preset = $derived(
    project.presets.find(({ name }) => name === this.presetName) ?? project.presets[0] ?? null,
  );
  /** Whether the preset's values are the paper's. */
  readonly paper = $derived(this.ownPaper && (this.preset?.paper ?? null) !== null);
  private readonly extent = $derived((this.paper ? this.preset?.paper : null) ?? this.preset);
  readonly images = $derived(this.own.images ?? this.extent?.images ?? 0);
  readonly epochs = $derived(this.own.epochs ?? this.extent?.epochs ?? 0);
  /** Radii to choose from: the terrain's, and those of the preset that it has the detail for. */
  readonly radiiM = $derived.by(() => {
    const { terrain } = project;
    if (terrain === null) return [];
    const own = (this.extent?.radiiM ?? []).filter(
      (radiusM) => radiusM >= terrain.minRadiusM && !terrain.radiiM.includes(radiusM),
    );
    return [...terrain.radiiM, ...own].sort((a, b) => a - b);
  });
  readonly chosenRadiiM = $derived(
    (this.own.radiiM ?? this.extent?.radiiM ?? []).filter((radiusM) => this.radiiM.includes(radiusM)),
  );
  /** Classes that can be learned, which takes labels. */
  readonly classes = $derived(project.classes.filter(({ positives }) => positives > 0));
  readonly classIds = $derived(
    (this.ownClassIds ?? paperClasses.natural).filter((id) => this.classes.some((known) => known.id === id)),
  );
  /** Null for methods other than momentum contrast. */
  readonly contrast = $derived.by((): Contrast | null => {
    const contrast = this.preset?.contrast ?? null;
    return contrast === null ? null : { ...contrast, ...this.ownContrast };
  });

  /** Takes a preset with its own values. */
  choosePreset = (name: string): void => {
    this.presetName = name;
    this.own = nothingOwn;
    this.ownContrast = {};
  };

  choosePaper = (paper: boolean): void => {
    this.ownPaper = paper;
    this.own = nothingOwn;
  };

  chooseImages = (images: number): void => {
    this.own = { ...this.own, images };
  };

  chooseEpochs = (epochs: number): void => {
    this.own = { ...this.own, epochs };
  };

  chooseRadii = (radiiM: readonly number[]): void => {
    this.own = { ...this.own, radiiM };
  };

  chooseClasses = (classIds: readonly string[]): void => {
    this.ownClassIds = classIds;
  };

  chooseContrast = (change: Partial<Contrast>): void => {
    this.ownContrast = { ...this.ownContrast, ...change };
  };

  rename = (name: string): void => {
    this.name = name;
  };

  chooseRegion = (region: RegionChoice): void => {
    this.region = region;
  };

  chooseSeed = (seed: number): void => {
    this.seed = seed;
  };

  /** The task for the engine, or a sentence that says what is missing. */
  spec(): TaskSpecInput | string {
    const { preset, own } = this;
    if (preset === null) return 'Open a project first.';
    const about = {
      kind: 'train' as const,
      preset: preset.name,
      ...(this.name.trim() === '' ? {} : { name: this.name.trim() }),
    };
    if (preset.method === 'descriptor') return about;
    if (own.radiiM !== null && this.chosenRadiiM.length === 0) return 'Choose at least one radius.';
    if (preset.learnsFromLabels && this.classIds.length === 0)
      return 'Choose at least one class with labels.';
    return {
      ...about,
      paper: this.paper,
      seed: this.seed,
      box: regionOf(this.region),
      ...(own.images === null ? {} : { images: own.images }),
      ...(own.epochs === null ? {} : { epochs: own.epochs }),
      ...(own.radiiM === null ? {} : { radiiM: this.chosenRadiiM }),
      ...(preset.learnsFromLabels ? { classIds: this.classIds } : {}),
      ...(preset.contrast === null ? {} : { contrast: this.ownContrast }),
    };
  }
}

export const choice: Readonly<TrainChoice> = new TrainChoice();
