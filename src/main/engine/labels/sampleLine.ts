import { UserError } from '../../../shared/errors';
import { distanceM } from '../../terrain/geo/distance';

/** More samples of one line than a river across a continent has. */
const SAMPLES_MAX = 1_000_000;

/**
 * Locations along a line at equal intervals, the first half an interval from its start, so that a line shorter than an
 * interval gives its middle.
 * @param coordinates longitude, latitude pairs in degrees
 * @param intervalM metres along the line between locations
 * @returns longitude, latitude pairs in degrees
 * @throws UserError `bad-input` where the interval would give more than a million
 */
export function sampleLine(coordinates: Float64Array, intervalM: number): Float64Array {
  const points = coordinates.length / 2;
  const at = (index: number): [number, number] => [
    coordinates[2 * index] ?? 0,
    coordinates[2 * index + 1] ?? 0,
  ];
  const lengths = Array.from({ length: Math.max(points - 1, 0) }, (_, i) =>
    distanceM(...at(i), ...at(i + 1)),
  );
  const totalM = lengths.reduce((sum, lengthM) => sum + lengthM, 0);
  const count = Math.max(1, Math.round(totalM / intervalM));
  if (count > SAMPLES_MAX) {
    throw new UserError(
      'bad-input',
      `A line of ${Math.round(totalM / 1000)} km would give ${count.toLocaleString('en')} labels. Choose a larger interval than ${intervalM} m.`,
    );
  }
  const stepM = totalM / count;
  const samples = new Float64Array(2 * count);
  let segment = 0;
  let segmentStartM = 0;
  for (let i = 0; i < count; i++) {
    const alongM = (i + 0.5) * stepM;
    while (segment < lengths.length - 1 && segmentStartM + (lengths[segment] ?? 0) < alongM) {
      segmentStartM += lengths[segment] ?? 0;
      segment += 1;
    }
    const lengthM = lengths[segment] ?? 0;
    const share = lengthM > 0 ? (alongM - segmentStartM) / lengthM : 0;
    const [lon, lat] = at(segment);
    const [nextLon, nextLat] = at(Math.min(segment + 1, points - 1));
    samples[2 * i] = lon + share * (nextLon - lon);
    samples[2 * i + 1] = lat + share * (nextLat - lat);
  }
  return samples;
}
