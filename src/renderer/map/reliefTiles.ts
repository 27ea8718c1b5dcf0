import DataTile from 'ol/source/DataTile';
import type { LonLatBox } from '../../shared/geo/lonLat';
import { ELEVATION_TILE_SIZE, RELIEF_BANDS, TILE_GUTTER, TILE_SIZE } from '../../shared/terrain/tile';
import { SEMI_MAJOR_M } from '../../shared/geo/ellipsoid';
import type { Engine } from '../rpc';
import type { TerrainDescription } from '../state/projectParts.svelte';
import { crossesAntimeridian } from './mercator';

/** Deeper than this, tiles are enlarged whatever the terrain's detail. */
const DEEPEST_ZOOM = 17;

const made = new WeakMap<TerrainDescription, Map<number | null, DataTile>>();

/**
 * The terrain's tiles of relief for WebGL layers; all layers share them. Beyond the terrain's detail they are enlarged,
 * which smooths what is interpolated anyway.
 * @param dtmId of the DTM that is drawn; null: all, the finest on top
 */
export function reliefTiles(engine: Engine, terrain: TerrainDescription, dtmId: number | null): DataTile {
  const ofTerrain = made.get(terrain) ?? new Map<number | null, DataTile>();
  const tiles =
    ofTerrain.get(dtmId) ??
    new DataTile({
      bandCount: RELIEF_BANDS,
      maxZoom: zoomOfDetail(terrain.box, terrain.pixelM),
      tileSize: TILE_SIZE,
      gutter: TILE_GUTTER,
      wrapX: crossesAntimeridian(),
      interpolate: true,
      transition: 0,
      loader: async (z, x, y) =>
        (await engine.terrain.relief({ z, x, y, dtmId })) ??
        new Float32Array(RELIEF_BANDS * ELEVATION_TILE_SIZE ** 2),
    });
  ofTerrain.set(dtmId, tiles);
  made.set(terrain, ofTerrain);
  return tiles;
}

/** The zoom from which on the map's pixels are finer than the DTM's. */
export function zoomOfDetail({ southDeg, northDeg }: LonLatBox, pixelM: number): number {
  const latDeg = southDeg <= 0 && northDeg >= 0 ? 0 : Math.min(Math.abs(southDeg), Math.abs(northDeg));
  const worldM = 2 * Math.PI * SEMI_MAJOR_M * Math.cos((latDeg * Math.PI) / 180);
  return Math.max(0, Math.min(DEEPEST_ZOOM, Math.ceil(Math.log2(worldM / (TILE_SIZE * pixelM)))));
}
