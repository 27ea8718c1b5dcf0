import type { Extent } from 'ol/extent';
import RenderFeature from 'ol/render/Feature';
import VectorTileSource from 'ol/source/VectorTile';
import type TileGrid from 'ol/tilegrid/TileGrid';
import { createXYZ } from 'ol/tilegrid';
import VectorTile from 'ol/VectorTile';
import { TILE_SIZE } from '../../shared/terrain/tile';
import type { Engine } from '../rpc';
import type { TerrainDescription } from '../state/projectParts.svelte';
import { contourInterval } from './contourInterval';
import { columnOf, crossesAntimeridian, unitsPerMetre } from './mercator';
import { zoomOfDetail } from './reliefTiles';

/** Two pixels of the map from sample to sample: lines need no more, and are a quarter of the work. */
const CONTOUR_TILE_SIZE = 2 * TILE_SIZE;

/** Zoom steps beyond the terrain's detail at which lines are still recomputed, because their interval gets narrower. */
const ZOOMS_BEYOND = 4;

type Contours = NonNullable<Awaited<ReturnType<Engine['terrain']['contours']>>>;

/** The interval of the contour lines that the map shows, metres; null while it shows none. */
export const shownContours = $state<{ intervalM: number | null }>({ intervalM: null });

/** Tiles of contour lines, of one DTM or of all; the interval of each follows from its zoom. */
export class ContourTiles {
  readonly source: VectorTileSource;
  private readonly grid: TileGrid;

  constructor(
    engine: Engine,
    private readonly terrain: TerrainDescription,
    dtmId: number | null,
    private readonly chosenM: number | null,
  ) {
    const maxZoom = Math.min(17, zoomOfDetail(terrain.box, terrain.pixelM) + ZOOMS_BEYOND);
    this.grid = createXYZ({ tileSize: CONTOUR_TILE_SIZE, maxZoom });
    this.source = new VectorTileSource({
      tileGrid: this.grid,
      wrapX: crossesAntimeridian(),
      transition: 0,
      tileUrlFunction: (coordinate) => coordinate.join('/'),
      tileLoadFunction: (tile) => {
        if (!(tile instanceof VectorTile)) return;
        const [z = 0, x = 0, y = 0] = tile.tileCoord;
        const intervalM = this.intervalAt(z);
        if (intervalM === null) {
          tile.setFeatures([]);
          return;
        }
        engine.terrain.contours({ z, x: columnOf(z, x), y, intervalM, dtmId }).then(
          (contours) => {
            tile.setFeatures(
              contours === null ? [] : linesOf(contours, this.grid.getTileCoordExtent([z, x, y]), intervalM),
            );
          },
          () => {
            tile.onError();
          },
        );
      },
    });
  }

  /** The interval at a resolution of the view, metres; null where lines are too close to be drawn. */
  intervalFor(resolution: number): number | null {
    return this.intervalAt(this.grid.getZForResolution(resolution, this.source.zDirection));
  }

  private intervalAt(zoom: number): number | null {
    const { southDeg, northDeg } = this.terrain.box;
    const pixelM = this.grid.getResolution(zoom) / unitsPerMetre((southDeg + northDeg) / 2);
    return contourInterval(this.chosenM, pixelM);
  }
}

function linesOf({ points, ends, levelsM }: Contours, extent: Extent, intervalM: number): RenderFeature[] {
  const [west = 0, south = 0, east = 0, north = 0] = extent;
  const width = east - west;
  const height = north - south;
  return Array.from(ends, (end, line) => {
    const coordinates: number[] = [];
    for (let point = line === 0 ? 0 : (ends[line - 1] ?? 0); point < end; point++) {
      coordinates.push(
        west + (points[2 * point] ?? 0) * width,
        north - (points[2 * point + 1] ?? 0) * height,
      );
    }
    const properties = { levelM: levelsM[line] ?? 0, intervalM };
    return new RenderFeature('LineString', coordinates, [coordinates.length], 2, properties, undefined);
  });
}
