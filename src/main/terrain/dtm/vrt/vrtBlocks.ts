import { blockByBlock, type Blocks } from '../blockDtm';
import type { Dtm, DtmMetadata } from '../dtm';
import type { FileSource } from '../../../platform/fileSource';
import { nearestAlong, type Axis, type Span } from './axis';
import { conversionOf } from './conversion';
import type { OpenSources } from './openSources';
import type { Rect, VrtSource } from './parseSource';
import type { VrtBand } from './parseVrt';

/** Edge of a block, pixels. */
const EDGE = 512;

/** A piece with its rectangles in its file and in the mosaic. */
interface Placed {
  readonly source: VrtSource;
  readonly from: Rect;
  readonly to: Rect;
}

/** Square blocks of a mosaic, assembled from its pieces. */
export class VrtBlocks implements Blocks {
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly readBlocks = blockByBlock((block) => this.readBlock(block));
  private readonly placed: readonly Placed[];
  /** Blocks are assembled one after the other, so that no file is closed while it is read. */
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
      return { source, from, to };
    });
  }

  isWritten(block: number): boolean {
    return this.placed.some(({ to }) => overlap(this.windowOf(block), to));
  }

  private readBlock(block: number): Promise<Float32Array> {
    const reading = this.last.then(() => this.readInTurn(block));
    this.last = reading.catch(() => undefined);
    return reading;
  }

  private async readInTurn(block: number): Promise<Float32Array> {
    const window = this.windowOf(block);
    const out = new Float32Array(this.blockWidth * window.height).fill(NaN);
    for (const piece of this.placed) if (overlap(window, piece.to)) await this.paste(piece, window, out);
    return out;
  }

  private async paste({ source, from, to }: Placed, window: Rect, out: Float32Array): Promise<void> {
    const dtm = await this.sources.get(source);
    if (source.from === null) this.requireSize(dtm, to);
    const { width, height } = dtm.metadata;
    const columns = within(
      nearestAlong(spanX(to), spanX(from), this.metadata.width, width),
      window.x,
      window.width,
    );
    const rows = within(
      nearestAlong(spanY(to), spanY(from), this.metadata.height, height),
      window.y,
      window.height,
    );
    if (columns === null || rows === null) return;
    const { pixels: across } = columns;
    const { pixels: down } = rows;
    const [left, top] = [across[0] ?? 0, down[0] ?? 0];
    const wide = (across.at(-1) ?? left) - left + 1;
    const place = [left, top, wide, (down.at(-1) ?? top) - top + 1] as const;
    if (source.skipsVoids && dtm.isVoid?.(...place) === true) return;
    const values = await dtm.read(...place);
    const convert = conversionOf(this.band, source, dtm.metadata);
    for (const [row, y] of down.entries()) {
      let at = (rows.first + row - window.y) * this.blockWidth + columns.first - window.x;
      for (const x of across) {
        const value = convert(values[(y - top) * wide + x - left] ?? NaN);
        if (value !== null) out[at] = value;
        at++;
      }
    }
  }

  /** A piece that names no part of its file is the whole file. */
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

const spanX = ({ x, width }: Rect): Span => ({ at: x, size: width });
const spanY = ({ y, height }: Rect): Span => ({ at: y, size: height });

/** The part of an axis in a window; null if there is none. */
function within(axis: Axis | null, at: number, size: number): Axis | null {
  if (axis === null) return null;
  const first = Math.max(axis.first, at);
  const pixels = axis.pixels.subarray(first - axis.first, Math.max(0, at + size - axis.first));
  return pixels.length > 0 ? { first, pixels } : null;
}

const overlap = (window: Rect, { x, y, width, height }: Rect): boolean =>
  x < window.x + window.width &&
  y < window.y + window.height &&
  x + width > window.x &&
  y + height > window.y;
