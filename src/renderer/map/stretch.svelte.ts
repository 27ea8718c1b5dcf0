import type { MapLayerOf } from '../../shared/contract/mapLayers';
import type { LonLatBox } from '../../shared/geo/lonLat';
import { project, view } from '../state/workbench.svelte';

/** Share of the elevations that the percentile stretch leaves out at either end. */
const CUT_SHARE = 0.02;

/** The elevations that the terrain's colours span, metres; legend and map show the same. */
class Stretch {
  minM = $state(0);
  maxM = $state(1000);
  private asking = new AbortController();

  /** Follows terrain and view from within an effect; until an answer arrives the last one stays. */
  follow(kind: MapLayerOf<'terrain'>['style']['stretch']): void {
    const { terrain } = project;
    this.asking.abort();
    if (terrain === null) return;
    const known = project.dtms.filter(({ state, minM }) => state === 'ready' && minM !== null);
    if (kind === 'range' && known.length > 0) {
      this.minM = Math.min(...known.map(({ minM }) => minM ?? Infinity));
      this.maxM = Math.max(...known.map(({ maxM }) => maxM ?? -Infinity));
      return;
    }
    // While pyramids are being built, the whole range is not known either.
    const box = kind === 'view' ? view.extent : terrain.box;
    if (box !== null) void this.ask(box, kind === 'percentile' ? CUT_SHARE : 0);
  }

  private async ask(box: LonLatBox, cutShare: number): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    const range = await project.engine?.terrain.range({ box, cutShare }, asking.signal).catch(() => null);
    if (asking.signal.aborted || range === null || range === undefined) return;
    this.minM = range.minM;
    this.maxM = range.maxM;
  }
}

export const stretch: Readonly<Stretch> = new Stretch();
