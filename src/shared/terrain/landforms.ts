/** A landform of the geomorphon method. */
export interface Landform {
  /** 1..10, as GRASS's r.geomorphon writes it; 0 stands for none. */
  readonly code: number;
  readonly name: string;
  /** #rrggbb */
  readonly colour: string;
}

/**
 * The ten landforms of Jasiewicz & Stepinski 2013 (Geomorphology 182, 147-156), by code from 1. Convex forms are warm and
 * concave ones cool, darker the more they stand out, so that no two are told apart by red and green alone.
 */
export const landforms: readonly Landform[] = [
  { code: 1, name: 'Flat', colour: '#D3D3CC' },
  { code: 2, name: 'Summit', colour: '#571B17' },
  { code: 3, name: 'Ridge', colour: '#B4492D' },
  { code: 4, name: 'Shoulder', colour: '#E2BBA6' },
  { code: 5, name: 'Spur', colour: '#E39A52' },
  { code: 6, name: 'Slope', colour: '#F2E7BD' },
  { code: 7, name: 'Hollow', colour: '#9CC7DA' },
  { code: 8, name: 'Footslope', colour: '#A9BFA9' },
  { code: 9, name: 'Valley', colour: '#3C7AB3' },
  { code: 10, name: 'Pit', colour: '#1B2C57' },
];

/** What the classical method looks for in a place of a class; it has no answer for other classes. */
export const classicalForms: Readonly<Partial<Record<string, 'summit' | 'pass' | 'valley'>>> = {
  peak: 'summit',
  saddle: 'pass',
  river: 'valley',
};
