import type { z } from 'zod';
import type { terrain as terrainContract } from '../../../shared/contract/terrain';
import { UserError } from '../../../shared/errors';
import { lonLat, lonLatPairs } from '../../../shared/geo/lonLat';
import { PATCH_VALUES } from '../../../shared/terrain/patch';
import type { Handlers } from '../../../shared/rpc/contract';
import { fingerprintsById, listDtms } from '../dtms/dtms';
import { unitOf } from '../../terrain/geo/crs';
import { gridLines } from '../../terrain/geo/gridLines';
import { metricCrsOf } from '../../terrain/geo/lattice';
import { projectionOf } from '../../terrain/geo/projection';
import { contoursOf } from '../../terrain/tile/contours';
import { reliefOf } from '../../terrain/tile/relief';
import type { OpenProject } from '../project/openProject';
import { acrossRadii } from './acrossRadii';
import { differenceFacts, differenceOf } from './difference';
import { elevationRange } from './elevationRange';
import { landformTile, type TileAddress } from './landformTile';
import { readProfile } from '../dtms/profile';
import { readingsAt } from './readings';
import { writtenCrsOf } from '../export/writtenCrs';
import { radiusLadder } from '../../terrain/patch/radii';

/** Tolerance, in units of the CRS, of coordinates transformed there and back. */
const TOLERANCE = 1;

type Description = z.output<typeof terrainContract.describe.output>;

/** Elevations and landforms for the map, elevations for the pointer and small pictures. */
export function terrainHandlers(
  project: () => OpenProject,
): Handlers<{ terrain: typeof terrainContract }>['terrain'] {
  return {
    describe: () => describe(project()),
    relief: async (request) => {
      const elevations = await elevationTile(project(), request);
      return elevations === null ? null : reliefOf(elevations, request.z, request.y);
    },
    contours: async (request) => {
      const elevations = await elevationTile(project(), request);
      return elevations === null ? null : contoursOf(elevations, request.intervalM);
    },
    difference: (request) => orWithoutTerrain(null, () => differenceOf(project(), request, request)),
    differenceFacts: (pair) => orWithoutTerrain(null, () => differenceFacts(project(), pair)),
    range: ({ box, cutShare }) =>
      orWithoutTerrain(null, () => project().useTerrain((terrain) => elevationRange(terrain, box, cutShare))),
    landforms: (request) =>
      orWithoutTerrain(null, () => project().useTerrain((terrain) => landformTile(terrain, request))),
    at: ({ lonDeg, latDeg }) =>
      orWithoutTerrain({ elevationM: null, inCrs: null }, () =>
        project().useTerrain(async (terrain) => {
          const elevationM = await terrain.elevationAt(lonDeg, latDeg);
          const [x, y] = projectionOf(terrain.crs).forward(lonDeg, latDeg);
          return {
            elevationM: Number.isNaN(elevationM) ? null : elevationM,
            inCrs: Number.isNaN(x) || Number.isNaN(y) ? null : { x, y },
          };
        }),
      ),
    readings: ({ places }) =>
      orWithoutTerrain(
        places.map((place) => ({ ...place, elevationM: null, dtm: null })),
        () => readingsAt(project(), places),
      ),
    fromCrs: ({ x, y }) =>
      orWithoutTerrain(null, () =>
        project().useTerrain((terrain) => {
          const { forward, inverse } = projectionOf(terrain.crs);
          const [lonDeg, latDeg] = inverse(x, y);
          const found = lonLat.safeParse({ lonDeg, latDeg });
          // Outside the area of a CRS, projections give places that have other coordinates.
          const [backX, backY] = forward(lonDeg, latDeg);
          const isThere = found.success && Math.hypot(backX - x, backY - y) < TOLERANCE;
          return Promise.resolve(isThere ? found.data : null);
        }),
      ),
    gridLines: ({ box, stepM }) =>
      orWithoutTerrain(null, () =>
        project().useTerrain((terrain) => {
          const crs = unitOf(terrain.crs) === 'm' ? terrain.crs : metricCrsOf(box);
          return Promise.resolve({ crsName: crs.name, lines: gridLines(crs, box, stepM) });
        }),
      ),
    profile: (line) => readProfile(project(), line),
    acrossRadii: (place) =>
      orWithoutTerrain(null, () => project().useTerrain((terrain) => acrossRadii(terrain, place))),
    patches: async ({ locations, radiusM }) => {
      const pairs = lonLatPairs(locations);
      const { values, valid } = await project().useTerrain((terrain) =>
        terrain.samplePatches(pairs, radiusM),
      );
      if (values.length !== locations.length * PATCH_VALUES)
        throw new Error('Patches and locations differ in number.');
      return { values, valid: Array.from(valid, (flag) => flag === 1) };
    },
  };
}

/** The elevations of one map tile, of one DTM or of all; null where there are none. */
async function elevationTile(
  project: OpenProject,
  { z: zoom, x, y, dtmId }: TileAddress & { readonly dtmId: number | null },
): Promise<Float32Array | null> {
  const fingerprint = dtmId === null ? null : ((await fingerprintsById(project.database)).get(dtmId) ?? '');
  return orWithoutTerrain(null, () => project.useTerrain((terrain) => terrain.tile(zoom, x, y, fingerprint)));
}

async function describe(project: OpenProject): Promise<Description> {
  const dtms = (await listDtms(project)).filter((dtm) => dtm.state === 'ready');
  if (dtms.length === 0) return null;
  const { box, pixelM, radiusRangeM, crs } = await project.useTerrain((terrain) =>
    Promise.resolve({
      box: terrain.box,
      pixelM: Math.min(...terrain.dtms.map((dtm) => Math.sqrt(dtm.pixelWidthM * dtm.pixelHeightM))),
      radiusRangeM: terrain.radiusRangeM,
      crs: terrain.crs,
    }),
  );
  const known = dtms.filter((dtm) => dtm.minM !== null && dtm.maxM !== null);
  const complete = known.length === dtms.length;
  return {
    box,
    pixelM,
    minRadiusM: radiusRangeM.minM,
    maxRadiusM: radiusRangeM.maxM,
    radiiM: radiusLadder(radiusRangeM.minM, radiusRangeM.maxM),
    minM: complete ? Math.min(...known.map((dtm) => dtm.minM ?? Infinity)) : null,
    maxM: complete ? Math.max(...known.map((dtm) => dtm.maxM ?? -Infinity)) : null,
    crs: { code: crs.code, name: crs.name, unit: unitOf(crs), writable: writtenCrsOf(crs) !== null },
    revision: project.terrainRevision,
  };
}

/** A project without terrain is not an error for a map: there is nothing to draw. */
async function orWithoutTerrain<T>(value: T, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError && error.code === 'outside-terrain') return value;
    throw error;
  }
}
