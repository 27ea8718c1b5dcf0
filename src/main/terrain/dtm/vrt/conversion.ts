import type { DtmMetadata } from '../dtm';
import type { VrtSource } from './parseSource';
import type { VrtBand } from './parseVrt';

/** A piece's elevation in the mosaic, metres, NaN for no-data; null leaves the mosaic unchanged. */
type Conversion = (elevation: number) => number | null;

/**
 * How elevations of a piece become those of a mosaic. GDAL uses stored values: of the source, x ratio + offset, then cast to the type
 * of the mosaic's band, whose no-data value, scale, offset and unit apply. A mosaic that names neither scale nor unit has the
 * elevations of its sources.
 */
export function conversionOf(band: VrtBand, source: VrtSource, piece: DtmMetadata): Conversion {
  const scale = band.scale * band.unitM;
  const offset = band.offset * band.unitM;
  const { ratio } = source;
  const isPlain = ratio === 1 && source.offset === 0;
  const isSame = isNear(scale, piece.scale) && isNear(offset, piece.offset);
  const namesNone = scale === 1 && offset === 0;
  const isWhole = piece.dataType.includes('int');
  const cast =
    isPlain && (band.dataType === piece.dataType || !band.dataType.includes('int'))
      ? null
      : castTo(band.dataType);
  const keeps = isPlain && cast === null && (isSame || namesNone);
  const skipped = asStored(source.noData, piece.dataType);
  const noData = asStored(band.noData, band.dataType);
  const isStored = piece.scale === 1 && piece.offset === 0;
  return (elevation) => {
    if (Number.isNaN(elevation)) return source.skipsVoids ? null : NaN;
    const exact = isStored ? elevation : (elevation - piece.offset) / piece.scale;
    const stored = isWhole ? Math.round(exact) : exact;
    if (stored === skipped) return null;
    const value = stored * ratio + source.offset;
    const kept = cast === null ? value : cast(value);
    if (kept === noData) return NaN;
    return keeps ? elevation : kept * scale + offset;
  };
}

const isNear = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));

/** A no-data value as a type represents it: its text may have more digits. NaN equals none. */
function asStored(noData: number | null, dataType: DtmMetadata['dataType']): number {
  if (noData === null) return NaN;
  return dataType === 'float32' ? Math.fround(noData) : noData;
}

/** Casts to integers as GDAL does, halves away from zero, clamped to the type's range; null for floats. */
function castTo(dataType: DtmMetadata['dataType']): ((value: number) => number) | null {
  const [, unsigned, bits] = /^(u?)int(\d+)$/.exec(dataType) ?? [];
  if (bits === undefined) return null;
  const range = 2 ** Number(bits);
  const [least, most] = unsigned === 'u' ? [0, range - 1] : [-range / 2, range / 2 - 1];
  return (value) => Math.min(most, Math.max(least, Math.sign(value) * Math.floor(Math.abs(value) + 0.5)));
}
