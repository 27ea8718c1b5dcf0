import type { FrameState } from 'ol/Map';
import ViewHint from 'ol/ViewHint';
import Layer from 'ol/layer/Layer';
import type { PackedPoints } from './packPoints';
import { stepResolution } from './declutter';
import { PointPainter } from './pointPainter';

/** How many times nearer or farther the map may move before points are packed anew. */
const MOVING_ZOOM = 4;

/** Packs points for a resolution, map units per pixel. */
type Pack = (resolution: number) => PackedPoints;

/**
 * A map layer of many points. They are packed when `show` was called, and when the map rests at another zoom step; all
 * other frames paint what the graphics card has already.
 */
export class PointLayer extends Layer {
  private readonly painter = new PointPainter();
  private pack: Pack | null = null;
  private packedStep = NaN;

  constructor() {
    super({});
    this.painter.canvas.className = 'ol-layer';
    this.painter.canvas.style.position = 'absolute';
  }

  /** Shows points from now on; null shows none. */
  show(pack: Pack | null): void {
    this.pack = pack;
    this.packedStep = NaN;
    this.changed();
  }

  override render(frame: FrameState | null): HTMLElement | null {
    if (frame === null) return null;
    const { viewState, viewHints, size, pixelRatio, layerStatesArray, layerIndex } = frame;
    const { resolution, center } = viewState;
    const step = stepResolution(resolution);
    const isMoving = (viewHints[ViewHint.ANIMATING] ?? 0) + (viewHints[ViewHint.INTERACTING] ?? 0) > 0;
    if (step !== this.packedStep && !(isMoving && this.isNear(step))) {
      this.packedStep = step;
      this.painter.setPoints(this.pack?.(step) ?? null);
    }
    const [x = 0, y = 0] = center;
    const [width = 0, height = 0] = size;
    this.painter.paint({ centre: [x, y], resolution, size: [width, height], pixelRatio });
    this.painter.canvas.style.opacity = String(layerStatesArray[layerIndex]?.opacity ?? 1);
    return this.painter.canvas;
  }

  /** Whether what is packed will do for a resolution while the map moves: packing takes longer than a frame has time. */
  private isNear(step: number): boolean {
    return step <= MOVING_ZOOM * this.packedStep && MOVING_ZOOM * step >= this.packedStep;
  }

  protected override disposeInternal(): void {
    this.painter.dispose();
    super.disposeInternal();
  }
}
