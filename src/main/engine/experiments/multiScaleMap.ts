import { UserError } from '../../../shared/errors';
import { FLAT_TIMES } from '../../../shared/terrain/flatGround';
import type { MapSpec } from '../../../shared/experiments/multiScaleMap';
import { metres } from '../../../shared/format';
import { overlap, type LonLat, type LonLatBox } from '../../../shared/geo/lonLat';
import { latticeForBox } from '../../terrain/geo/lattice';
import type { Project } from '../context';
import { flatGround } from '../maps/flatGround';
import { mapsOf } from '../detections/mapHeads';
import { findEncoder } from '../encoders/encoders';
import { headsFor } from '../heads/headsFor';
import { findClasses } from '../labels/classes';
import type { Experiment } from './findings';
import { drawMap, type Panel } from './map/figure';
import { greyHillshade } from './map/greyHillshade';
import { findInside, type Found } from './map/points';

/** Lattice points of all radii together: minutes of work, and more than a printed figure can show. */
const MOST_POINTS = 1_000_000;

/** Margin shown around a polygon, as a share of its width and height. */
const MARGIN = 0.04;

/**
 * Classes at several scales (paper, section 3.4 and figure 5): each class's head classifies every lattice point of the
 * polygon, and detections are its strongest points, a radius apart, as in a run of detections.
 * @throws UserError `bad-input` when there are too many points, `outside-terrain` when the polygon is off the terrain,
 * `too-few-labels` when a head cannot be fitted
 */
export const multiScaleMap: Experiment<MapSpec> = async (project, spec, report, signal) => {
  const { classIds, polygon = null, threshold } = spec;
  const classes = await findClasses(project.database, classIds);
  const encoder = await findEncoder(project.database, spec.encoderId);
  const radiiM = [...new Set(spec.radiiM)].sort((a, b) => a - b);
  const box = await mappedBox(project, polygon);
  const stepOf = (radiusM: number): number => spec.stepM ?? radiusM / 2;
  refuseTooMany(box, radiiM.map(stepOf));
  const heads = await headsFor(project, { classes, encoder, radiiM }, report, signal);
  const flat = await flatGround(project, FLAT_TIMES);
  const panels: Panel[] = [];
  const counts: number[][] = [];
  for (const radiusM of radiiM) {
    const wanted = { encoderId: encoder.id, radiusM, stepM: stepOf(radiusM), box, flat, keep: true };
    const found = new Map<string, Found>();
    for await (const { classId, ...map } of mapsOf(project, heads, wanted, report, signal))
      found.set(classId, findInside(map, polygon, threshold));
    const ofClasses = classIds.flatMap((classId) => found.get(classId) ?? []);
    panels.push({
      radiusM,
      points: ofClasses[0]?.points ?? 0,
      dots: ofClasses.flatMap(({ places }, classIndex) => places.map((place) => ({ ...place, classIndex }))),
    });
    counts.push(ofClasses.map(({ places }) => places.length));
  }
  report({ done: 0, total: 1, unit: 'figures', message: 'Drawing the map' });
  const shown = polygon === null ? box : withMargin(box);
  const svg = drawMap({
    box: shown,
    polygon,
    hillshade: await greyHillshade(project, shown, panels.length, signal),
    classes,
    panels,
    note: `${encoder.card.name}, probability from ${threshold} · ${boxText(shown)}`,
  });
  const names = classes.map(({ name }) => name).join(', ');
  return {
    title: `Map of ${names} at ${radiiM.join(', ')} m`,
    encoderIds: [encoder.id],
    result: {
      experiment: 'map',
      classes: classes.map(({ id, name, colour }) => ({ classId: id, name, colour })),
      radiiM,
      box,
      polygon,
      threshold,
      flatBelowM: flat.belowM,
      encoder: encoder.card.name,
      counts,
      svg,
    },
  };
};

/** The terrain, or the part of it around a polygon. @throws UserError `outside-terrain` */
async function mappedBox(project: Project, polygon: readonly LonLat[] | null): Promise<LonLatBox> {
  const terrain = await project.useTerrain(({ box }) => Promise.resolve(box));
  if (polygon === null) return terrain;
  const lons = polygon.map(({ lonDeg }) => lonDeg);
  const lats = polygon.map(({ latDeg }) => latDeg);
  const drawn = {
    westDeg: Math.min(...lons),
    southDeg: Math.min(...lats),
    eastDeg: Math.max(...lons),
    northDeg: Math.max(...lats),
  };
  const box = overlap(drawn, terrain);
  if (box !== null) return box;
  throw new UserError(
    'outside-terrain',
    'The polygon lies outside the terrain, or has no area. Draw one on the terrain.',
  );
}

function refuseTooMany(box: LonLatBox, stepsM: readonly number[]): void {
  const counts = stepsM.map((stepM) => {
    const { columns, rows } = latticeForBox(box, stepM);
    return columns * rows;
  });
  const all = counts.reduce((sum, points) => sum + points, 0);
  if (all <= MOST_POINTS) return;
  throw new UserError(
    'bad-input',
    `The map would have ${(all / 1e6).toFixed(1)} million points, ${(Math.max(...counts) / 1e6).toFixed(1)} of them ` +
      `${metres(Math.min(...stepsM))} apart; at most ${MOST_POINTS / 1e6} million can be classified for a figure. ` +
      'Draw a smaller polygon, leave out the smallest radius, or use a larger step.',
  );
}

function withMargin({ westDeg, southDeg, eastDeg, northDeg }: LonLatBox): LonLatBox {
  const lonDeg = MARGIN * (eastDeg - westDeg);
  const latDeg = MARGIN * (northDeg - southDeg);
  return {
    westDeg: westDeg - lonDeg,
    southDeg: Math.max(-90, southDeg - latDeg),
    eastDeg: eastDeg + lonDeg,
    northDeg: Math.min(90, northDeg + latDeg),
  };
}

/** `47.08–47.13° N, 9.54–9.60° E` */
function boxText({ westDeg, southDeg, eastDeg, northDeg }: LonLatBox): string {
  const range = (low: number, high: number, plus: string, minus: string): string =>
    low >= 0
      ? `${low.toFixed(2)}–${high.toFixed(2)}° ${plus}`
      : high <= 0
        ? `${(-high).toFixed(2)}–${(-low).toFixed(2)}° ${minus}`
        : `${(-low).toFixed(2)}° ${minus}–${high.toFixed(2)}° ${plus}`;
  const across = `${westDeg.toFixed(2)}° E–${(360 - eastDeg).toFixed(2)}° W`;
  return `${range(southDeg, northDeg, 'N', 'S')}, ${eastDeg > 180 ? across : range(westDeg, eastDeg, 'E', 'W')}`;
}
