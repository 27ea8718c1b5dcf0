import type { FrameState } from 'ol/Map';
import ViewHint from 'ol/ViewHint';
import Layer from 'ol/layer/Layer';
import { carried, MARGIN_PX, type Laid, type MapView } from './carry';
import type { PackedPoints } from './packPoints';
import { stepResolution } from './declutter';
import { PointPainter } from './pointPainter';

/** How many times nearer the map may move before points are repacked, and how many times farther: then they would crowd. */
const NEARER = 4;
const FARTHER = 2;

/** Packs points for a resolution, map units per pixel. */
type Pack = (resolution: number) => PackedPoints;

/**
 * A map layer of many points. They are packed when `show` was called, and when the map rests at another zoom step. While the map
 * moves, their picture is moved and scaled, and repainted only where that would not do.
 */
export class PointLayer extends Layer {
  private readonly painter = new PointPainter();
  private pack: Pack | null = null;
  private packedStep = NaN;
  private painted: MapView | null = null;
  private paintedRevision = NaN;

  constructor() {
    super({});
    const { canvas } = this.painter;
    canvas.className = 'ol-layer';
    canvas.style.position = 'absolute';
    canvas.style.transformOrigin = '0 0';
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
    const [x = 0, y = 0] = center;
    const [width = 0, height = 0] = size;
    const view: MapView = { centre: [x, y], resolution, size: [width, height], pixelRatio };
    const isMoving = (viewHints[ViewHint.ANIMATING] ?? 0) + (viewHints[ViewHint.INTERACTING] ?? 0) > 0;
    this.packFor(stepResolution(resolution), isMoving);
    const { canvas } = this.painter;
    let laid = this.laidAs(view, isMoving);
    if (laid === null) {
      this.painter.paint(view);
      this.painted = view;
      this.paintedRevision = this.getRevision();
      laid = carried(view, view);
    }
    if (laid !== null)
      canvas.style.transform = `translate(${laid.left}px, ${laid.top}px) scale(${laid.scale})`;
    canvas.style.opacity = String(layerStatesArray[layerIndex]?.opacity ?? 1);
    return canvas;
  }

  /** How what is painted already is shown in a view; null where it must be repainted. */
  private laidAs(view: MapView, isMoving: boolean): Laid | null {
    const { painted } = this;
    if (painted === null || this.paintedRevision !== this.getRevision()) return null;
    const laid = carried(painted, view);
    const isAsPainted = laid?.scale === 1 && laid.left === -MARGIN_PX && laid.top === -MARGIN_PX;
    return isAsPainted || isMoving ? laid : null;
  }

  /** Packs points for a zoom step, unless the map moves and what is packed will do: packing takes longer than a frame has time. */
  private packFor(step: number, isMoving: boolean): void {
    const isNear = step <= FARTHER * this.packedStep && NEARER * step >= this.packedStep;
    if (step === this.packedStep || (isMoving && isNear)) return;
    this.packedStep = step;
    this.painter.setPoints(this.pack?.(step) ?? null);
    this.painted = null;
  }

  protected override disposeInternal(): void {
    this.painter.dispose();
    super.disposeInternal();
  }
}
