import DataTile from 'ol/source/DataTile';
import type { LonLatBox } from '../../shared/geo/lonLat';
import { ELEVATION_TILE_SIZE, RELIEF_BANDS, TILE_GUTTER, TILE_SIZE } from '../../shared/terrain/tile';
import { SEMI_MAJOR_M } from '../../shared/geo/ellipsoid';
import type { Engine } from '../rpc';
import type { TerrainDescription } from '../state/projectParts.svelte';
import { crossesAntimeridian } from './mercator';

/** Deeper than this, tiles are enlarged whatever the terrain's detail. */
const DEEPEST_ZOOM = 17;

/** A terrain's tiles of relief for WebGL layers, of each DTM one source, which all layers share. */
export class ReliefTiles {
  private readonly sources = new Map<number | null, DataTile>();

  constructor(
    private readonly engine: Engine,
    private readonly terrain: TerrainDescription,
  ) {}

  /** @param dtmId of the DTM that is drawn; null: all, the finest on top */
  of(dtmId: number | null): DataTile {
    const source = this.sources.get(dtmId) ?? this.newSource(dtmId);
    this.sources.set(dtmId, source);
    return source;
  }

  /** Beyond the terrain's detail tiles are enlarged, which smooths what is interpolated anyway. */
  private newSource(dtmId: number | null): DataTile {
    return new DataTile({
      bandCount: RELIEF_BANDS,
      maxZoom: zoomOfDetail(this.terrain.box, this.terrain.pixelM),
      tileSize: TILE_SIZE,
      gutter: TILE_GUTTER,
      wrapX: crossesAntimeridian(),
      interpolate: true,
      transition: 0,
      loader: async (z, x, y) =>
        (await this.engine.terrain.relief({ z, x, y, dtmId })) ??
        new Float32Array(RELIEF_BANDS * ELEVATION_TILE_SIZE ** 2),
    });
  }
}

/** The zoom from which on the map's pixels are finer than the DTM's. */
export function zoomOfDetail({ southDeg, northDeg }: LonLatBox, pixelM: number): number {
  const latDeg = southDeg <= 0 && northDeg >= 0 ? 0 : Math.min(Math.abs(southDeg), Math.abs(northDeg));
  const worldM = 2 * Math.PI * SEMI_MAJOR_M * Math.cos((latDeg * Math.PI) / 180);
  return Math.max(0, Math.min(DEEPEST_ZOOM, Math.ceil(Math.log2(worldM / (TILE_SIZE * pixelM)))));
}
