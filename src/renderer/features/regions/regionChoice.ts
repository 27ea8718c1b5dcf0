import type { Region } from '../../../shared/geo/region';
import { project, view } from '../../state/workbench.svelte';

/** A region, and the project that it was chosen in. */
interface Chosen {
  readonly region: Region;
  readonly path: string | undefined;
}

/** Where a task is to work: everywhere, what the map shows when it starts, a saved region, or one that was drawn or typed. */
export type RegionChoice =
  | { readonly kind: 'all' }
  | { readonly kind: 'view' }
  | (Chosen & { readonly kind: 'saved'; readonly id: number })
  | (Chosen & { readonly kind: 'drawn' });

export const EVERYWHERE: RegionChoice = { kind: 'all' };
export const IN_VIEW: RegionChoice = { kind: 'view' };

export const savedChoice = (id: number, region: Region): RegionChoice => ({
  ...{ kind: 'saved', id, region },
  path: project.info?.path,
});

export const drawnChoice = (region: Region): RegionChoice => ({
  ...{ kind: 'drawn', region },
  path: project.info?.path,
});

/** A choice as it is now: a region of another project means nothing in this one. */
export const choiceNow = (choice: RegionChoice): RegionChoice =>
  'path' in choice && choice.path !== project.info?.path ? EVERYWHERE : choice;

/** The region of a choice now: of a saved one as it is, or was when it was removed; undefined: everywhere. */
export function regionOf(made: RegionChoice): Region | undefined {
  const choice = choiceNow(made);
  switch (choice.kind) {
    case 'all':
      return undefined;
    case 'view':
      return view.extent ?? undefined;
    case 'saved':
      return project.regions.find(({ id }) => id === choice.id)?.region ?? choice.region;
    case 'drawn':
      return choice.region;
  }
}

/** The choice that a region is: a saved one that it equals, else a drawn one; null: everywhere. */
export function choiceOf(region: Region | null): RegionChoice {
  if (region === null) return EVERYWHERE;
  const saved = project.regions.find((one) => isSameRegion(one.region, region));
  return saved === undefined ? drawnChoice(region) : savedChoice(saved.id, saved.region);
}

const isSameRegion = (a: Region, b: Region): boolean =>
  a.westDeg === b.westDeg &&
  a.southDeg === b.southDeg &&
  a.eastDeg === b.eastDeg &&
  a.northDeg === b.northDeg &&
  JSON.stringify(a.outline) === JSON.stringify(b.outline);
