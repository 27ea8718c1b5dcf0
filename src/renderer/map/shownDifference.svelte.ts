import type { DtmInfo } from '../../shared/contract/dtms';
import type { MapLayerOf } from '../../shared/contract/mapLayers';
import type { DifferenceFacts, DtmPair } from '../../shared/contract/terrain';
import { Fetched } from '../state/fetched.svelte';
import { mapLayers, project } from '../state/workbench.svelte';
import { dtmPair } from './dtmPair';

type Look = MapLayerOf<'difference'>['style'];

/** Of errors that are normal, 95 % lie within so many standard deviations. */
const WITHIN_95 = 1.96;

/** The difference that legend and map show. */
class ShownDifference {
  private readonly look: Look | null = $derived(mapLayers.find('difference')?.style ?? null);
  /** DTMs that can be compared. */
  readonly usable: readonly DtmInfo[] = $derived(project.dtms.filter(({ state }) => state === 'ready'));
  private readonly chosen = $derived(this.look === null ? null : dtmPair(this.usable, this.look));
  private readonly laterDtmId = $derived(this.chosen?.laterDtmId ?? null);
  private readonly earlierDtmId = $derived(this.chosen?.earlierDtmId ?? null);
  /** The two that are compared; null where no two overlap. While they are the same two, nothing is asked of them again. */
  readonly pair: DtmPair | null = $derived(
    this.laterDtmId === null || this.earlierDtmId === null
      ? null
      : { laterDtmId: this.laterDtmId, earlierDtmId: this.earlierDtmId },
  );
  /** How the two differ; null where they have no place in common, undefined until it is known. */
  readonly facts: DifferenceFacts | null | undefined = $derived.by(() => this.measured.current);
  private readonly measured = new Fetched(
    (signal) => {
      const { engine, terrain } = project;
      return engine === null || terrain === null || this.pair === null
        ? null
        : engine.terrain.differenceFacts(this.pair, signal);
    },
    { lasting: true },
  );
  /** Difference that the vertical noise of both explains in 95 of 100 places, metres; null while a noise is unknown. */
  readonly detectableM: number | null = $derived.by(() => {
    const noisesM = [this.pair?.laterDtmId, this.pair?.earlierDtmId].map(
      (id) => this.usable.find((dtm) => dtm.id === id)?.noiseM ?? null,
    );
    // The level of detection of Brasington et al. 2003 (Geomorphology 53:299-316), equations 4 and 5.
    return noisesM.includes(null) ? null : WITHIN_95 * Math.hypot(...noisesM.map(Number));
  });
  /** What is not coloured, metres. */
  readonly leastM: number = $derived(this.look?.leastM ?? this.detectableM ?? 0);
  /** What has the full colour, metres. */
  readonly fullM: number = $derived(this.look?.fullM ?? roundUp(this.facts?.spannedM ?? 10));
}

/** The next of 1, 2, 5, 10, 20, 50 … */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 0.1)));
  return ([1, 2, 5].find((step) => step * power >= value) ?? 10) * power;
}

export const shownDifference: Readonly<ShownDifference> = new ShownDifference();
