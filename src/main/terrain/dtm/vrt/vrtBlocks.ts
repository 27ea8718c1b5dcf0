import { blockByBlock, type Blocks } from '../blockDtm';
import type { Dtm, DtmMetadata } from '../dtm';
import type { FileSource } from '../../../platform/fileSource';
import { conversionOf } from './conversion';
import type { OpenSources } from './openSources';
import type { Rect, VrtSource } from './parseSource';
import type { VrtBand } from './parseVrt';

/** Edge of a block, pixels. */
const EDGE = 512;

/** A piece with its place in the mosaic, in whole pixels. */
interface Placed {
  readonly source: VrtSource;
  readonly to: Rect;
  /** Column and row of the source at the mosaic's first. */
  readonly shiftX: number;
  readonly shiftY: number;
}

/** Squares of a mosaic, put together from its pieces. */
export class VrtBlocks implements Blocks {
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly readBlocks = blockByBlock((block) => this.readBlock(block));
  private readonly placed: readonly Placed[];
  /** Blocks are put together one after the other, so that no file is closed while it is read. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly vrt: FileSource,
    private readonly metadata: DtmMetadata,
    private readonly band: VrtBand,
    private readonly sources: OpenSources,
  ) {
    const { width, height } = metadata;
    this.blockWidth = Math.min(EDGE, width);
    this.blockHeight = Math.min(EDGE, height);
    this.placed = band.sources.map((source) => {
      const to = source.to ?? { x: 0, y: 0, width, height };
      const from = source.from ?? { x: 0, y: 0, width: to.width, height: to.height };
      return {
        source,
        to: rounded(to),
        shiftX: Math.round(from.x - to.x),
        shiftY: Math.round(from.y - to.y),
      };
    });
  }

  isWritten(block: number): boolean {
    return this.placed.some(({ to }) => shared(this.windowOf(block), to) !== null);
  }

  private readBlock(block: number): Promise<Float32Array> {
    const reading = this.last.then(() => this.readInTurn(block));
    this.last = reading.catch(() => undefined);
    return reading;
  }

  private async readInTurn(block: number): Promise<Float32Array> {
    const window = this.windowOf(block);
    const out = new Float32Array(this.blockWidth * window.height).fill(NaN);
    for (const piece of this.placed)
      if (shared(window, piece.to) !== null) await this.paste(piece, window, out);
    return out;
  }

  private async paste(
    { source, to, shiftX, shiftY }: Placed,
    window: Rect,
    out: Float32Array,
  ): Promise<void> {
    const dtm = await this.sources.get(source);
    if (source.from === null) this.requireSize(dtm, to);
    const { width, height } = dtm.metadata;
    const held = shared(shared(window, to), { x: -shiftX, y: -shiftY, width, height });
    if (held === null) return;
    const place = [held.x + shiftX, held.y + shiftY, held.width, held.height] as const;
    if (source.skipsVoids && dtm.isVoid?.(...place) === true) return;
    const values = await dtm.read(...place);
    const convert = conversionOf(this.band, source, dtm.metadata);
    for (let row = 0, at = 0; row < held.height; row++) {
      let place = (held.y + row - window.y) * this.blockWidth + held.x - window.x;
      for (let column = 0; column < held.width; column++, at++, place++) {
        const value = convert(values[at] ?? NaN);
        if (value !== null) out[place] = value;
      }
    }
  }

  /** A piece that names no part of its file is all of it. */
  private requireSize(dtm: Dtm, to: Rect): void {
    const { path, width, height } = dtm.metadata;
    if (width !== to.width || height !== to.height)
      throw this.vrt.error(
        'unsupported-file',
        `has a piece of ${to.width} x ${to.height} pixels of a file of ${width} x ${height} (${path}): make it again with gdalbuildvrt.`,
      );
  }

  private windowOf(block: number): Rect {
    const { width, height } = this.metadata;
    const across = Math.ceil(width / this.blockWidth);
    const [x, y] = [(block % across) * this.blockWidth, Math.floor(block / across) * this.blockHeight];
    return {
      x,
      y,
      width: Math.min(this.blockWidth, width - x),
      height: Math.min(this.blockHeight, height - y),
    };
  }
}

function rounded({ x, y, width, height }: Rect): Rect {
  const [left, top] = [Math.round(x), Math.round(y)];
  return { x: left, y: top, width: Math.round(x + width) - left, height: Math.round(y + height) - top };
}

/** What two rectangles share; null where they share nothing. */
function shared(a: Rect | null, b: Rect): Rect | null {
  if (a === null) return null;
  const [x, y] = [Math.max(a.x, b.x), Math.max(a.y, b.y)];
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : null;
}
