import { rgbOf } from '../../../shared/drawing/colour';
import type { LabelClass } from '../../../shared/labels/labelClasses';
import { classMapCodes } from '../../../shared/labels/classMap';
import type { AttributeColumn } from './geotiff/attributeTable';
import type { Palette } from './geotiff/writeGeotiff';

/** A value of a written class map. */
interface ClassValue {
  readonly code: number;
  /** Of the class; empty for none and for too flat. */
  readonly id: string;
  readonly name: string;
  /** #rrggbb */
  readonly colour: string;
}

/** Colours of what is no class: quiet ones, which the map leaves bare or hatches. */
const NONE_COLOUR = '#f2f1ec';
const TOO_FLAT_COLOUR = '#c9cbc2';

/** The values of a run's class map. @param classes the project's; one that was removed since is called by its id, and grey */
export const classValues = (classIds: readonly string[], classes: readonly LabelClass[]): ClassValue[] => [
  { code: classMapCodes.none, id: '', name: 'None', colour: NONE_COLOUR },
  ...classIds.map((id, index) => {
    const { name = id, colour = '#888888' } = classes.find((each) => each.id === id) ?? {};
    return { code: index + 1, id, name, colour };
  }),
  { code: classMapCodes.tooFlat, id: '', name: 'Too flat to say', colour: TOO_FLAT_COLOUR },
];

/** The colours of the values; of other codes black. */
export function paletteOf(values: readonly ClassValue[]): Palette {
  const colours = Array.from({ length: 256 }, (_, code) =>
    rgbOf(values.find((value) => value.code === code)?.colour ?? '#000000'),
  );
  return { colours, noData: classMapCodes.noPatch };
}

export const classColumns: readonly AttributeColumn[] = [
  { name: 'Value', type: 'integer', usage: 'value' },
  { name: 'Class', type: 'text', usage: 'name' },
  { name: 'Id', type: 'text', usage: 'generic' },
  { name: 'Red', type: 'integer', usage: 'red' },
  { name: 'Green', type: 'integer', usage: 'green' },
  { name: 'Blue', type: 'integer', usage: 'blue' },
  { name: 'Count', type: 'integer', usage: 'count' },
  { name: 'Area_km2', type: 'real', usage: 'generic' },
];

/**
 * The attribute table of the values.
 * @param pixels of the written raster, by code
 * @param areaKm2 on the ground, by code
 */
export const classRows = (
  values: readonly ClassValue[],
  pixels: Uint32Array,
  areaKm2: (code: number) => number,
): (string | number)[][] =>
  values.map(({ code, id, name, colour }) => [
    ...[code, name, id, ...rgbOf(colour), pixels[code] ?? 0],
    Number(areaKm2(code).toFixed(6)),
  ]);
