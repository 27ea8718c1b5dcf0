import type { TiffDirectory } from './directory';
import { UNCOMPRESSED } from './codecs/methods';
import { rowBytesOf, rowsOf, type Layout } from './layout';

/** Large uncompressed strips are cut into pieces of about this size, since their rows can be read by themselves. */
const PIECE_BYTES = 1024 * 1024;
const MAX_BLOCKS = 2 ** 24;
/** No compression expands elevations so much: larger byte counts are false. */
const MAX_GROWTH = 4;

/** A layout without its blocks. */
type Shape = Omit<Layout, 'offsets' | 'byteCounts'>;

/** Whether blocks can be read in parts. */
export function canBeCut(tiled: boolean, { compressions }: Pick<Layout, 'compressions'>): boolean {
  return !tiled && compressions.every((compression) => compression === UNCOMPRESSED);
}

/**
 * Adds the blocks' offsets to a layout; every block lies inside the file and has enough bytes, or none at all.
 * @throws UserError `truncated-file` or `unsupported-file`
 */
export async function withBlocks(directory: TiffDirectory, shape: Shape): Promise<Layout> {
  const { file } = directory;
  const { tiled, width, height, blockWidth, blockHeight, bandCount, bandsTogether, compressions } = shape;
  const blocksDown = Math.ceil(height / blockHeight);
  const expected = Math.ceil(width / blockWidth) * blocksDown * (bandCount / bandsTogether);
  const kind = tiled ? 'tiles' : 'strips';
  if (expected > MAX_BLOCKS)
    throw file.error(
      'unsupported-file',
      `states that it has ${expected} ${kind}: it is damaged. Download it again.`,
    );

  const offsets = await directory.numbers(tiled ? 324 : 273, expected);
  const stated = await directory.numbers(tiled ? 325 : 279, expected);
  const rowBytes = rowBytesOf(shape);
  const isPlain = compressions.every((compression) => compression === UNCOMPRESSED);
  const byteCounts =
    stated.length === 0 && isPlain ? offsets.map((_, block) => rowsOf(shape, block) * rowBytes) : stated;
  if (offsets.length !== expected || byteCounts.length !== expected)
    throw file.error(
      'truncated-file',
      `lists ${Math.min(offsets.length, byteCounts.length)} of its ${expected} ${kind}. Copy or download it again.`,
    );

  let missing = 0;
  let written = 0;
  for (let block = 0; block < expected; block++) {
    const offset = offsets[block] ?? 0;
    const count = byteCounts[block] ?? 0;
    const full = rowsOf(shape, block) * rowBytes;
    if (count === 0) continue;
    written++;
    // A damaged field may have a fractional or signed type.
    const isPlace = Number.isSafeInteger(offset) && Number.isSafeInteger(count) && offset > 0 && count > 0;
    if (!isPlace || offset + count > file.size || (isPlain && count < full)) missing++;
    else if (!isPlain && count > full * MAX_GROWTH + 4096)
      throw file.error(
        'unsupported-file',
        `has ${kind} of impossible sizes: it is damaged. Download it again.`,
      );
  }
  if (missing > 0)
    throw file.error(
      'truncated-file',
      `is incomplete: ${missing} of its ${expected} ${kind} are cut off or absent. Copy or download it again.`,
    );
  if (written === 0)
    throw file.error('not-a-dtm', 'holds no elevations: none of its blocks was ever written.');

  const layout = { ...shape, offsets, byteCounts };
  return canBeCut(tiled, shape) && blockHeight * rowBytes > PIECE_BYTES
    ? cut(layout, blocksDown, rowBytes)
    : layout;
}

/** The same image with its strips cut into strips of fewer rows. */
function cut(layout: Layout, stripsDown: number, rowBytes: number): Layout {
  const { height, blockHeight, offsets, byteCounts } = layout;
  // Pieces of a strip must divide it evenly unless it is the only strip.
  const wanted = Math.max(1, Math.floor(PIECE_BYTES / rowBytes));
  const rows = stripsDown === 1 ? wanted : largestDivisor(blockHeight, wanted);
  const piecesDown = Math.ceil(height / rows);
  const planes = offsets.length / stripsDown;
  const pieceOffsets = new Float64Array(piecesDown * planes);
  const pieceBytes = new Float64Array(piecesDown * planes);
  for (let piece = 0; piece < pieceOffsets.length; piece++) {
    const row = (piece % piecesDown) * rows;
    const strip = Math.floor(piece / piecesDown) * stripsDown + Math.floor(row / blockHeight);
    if (byteCounts[strip] === 0) continue;
    pieceOffsets[piece] = (offsets[strip] ?? 0) + (row % blockHeight) * rowBytes;
    pieceBytes[piece] = Math.min(rows, height - row) * rowBytes;
  }
  return { ...layout, blockHeight: rows, offsets: pieceOffsets, byteCounts: pieceBytes };
}

function largestDivisor(of: number, most: number): number {
  let divisor = Math.min(of, most);
  while (of % divisor !== 0) divisor--;
  return divisor;
}
