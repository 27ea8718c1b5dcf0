import { buffer, type Extent } from 'ol/extent';
import WebGLTileLayer from 'ol/layer/WebGLTile';
import WebGLTileLayerRenderer from 'ol/renderer/webgl/TileLayer';
import type { Transform } from 'ol/transform';

/**
 * How far tiles are drawn over each other, pixels of the screen. The corners of what is drawn snap to a grid of 1/16 of a pixel or
 * finer (OpenGL ES 3.0, table 6.20, SUBPIXEL_BITS), so that two tiles that are cut at their common edge can both miss a row of pixels there.
 */
const OVERLAP_PX = 0.25;

/** Draws tiles that have a gutter a little beyond their edges. */
class OverlappingTiles extends WebGLTileLayerRenderer<WebGLTileLayer> {
  protected override applyRenderExtentUniform(extent: Extent, toTile: Transform): void {
    const { viewState, pixelRatio } = this.frameState ?? { viewState: { resolution: 0 }, pixelRatio: 1 };
    super.applyRenderExtentUniform(buffer(extent, (OVERLAP_PX * viewState.resolution) / pixelRatio), toTile);
  }
}

/** A layer of tiles with a gutter, without seams between them. */
export class SeamlessTiles extends WebGLTileLayer {
  override createRenderer(): WebGLTileLayerRenderer<this> {
    const renderer = super.createRenderer();
    // The layer makes its renderer of a style that it keeps to itself.
    Object.setPrototypeOf(renderer, OverlappingTiles.prototype);
    return renderer;
  }
}
