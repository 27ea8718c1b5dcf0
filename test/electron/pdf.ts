import { inflateSync } from 'node:zlib';

/** A stroked line of a PDF, millimetres from the lower left corner of its page. */
interface PdfLine {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/** What a PDF of one page says of itself, and the straight lines on it. */
export interface Pdf {
  readonly pages: number;
  readonly widthMm: number;
  readonly heightMm: number;
  readonly fonts: readonly string[];
  readonly lines: readonly PdfLine[];
  /** Pixels of the largest picture. */
  readonly picture: readonly [number, number];
  /** The value of a key of the last description. */
  readonly info: (key: string) => string | undefined;
}

type Matrix = readonly [number, number, number, number, number, number];

const MM_PER_POINT = 25.4 / 72;

/** First things first, then (ISO 32000-1:2008, section 8.3.4). */
const times = ([a, b, c, d, e, f]: Matrix, [A, B, C, D, E, F]: Matrix): Matrix => [
  a * A + b * C,
  a * B + b * D,
  c * A + d * C,
  c * B + d * D,
  e * A + f * C + E,
  e * B + f * D + F,
];

/** Reads a PDF as Chromium prints it; of changed objects the last version counts. */
export function readPdf(bytes: Buffer): Pdf {
  const text = bytes.toString('latin1');
  const objects = new Map(
    [...text.matchAll(/(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj/gs)].map(([, number = '', body = '']) => [
      number,
      body,
    ]),
  );
  const bodies = [...objects.values()];
  const page = bodies.find((body) => body.includes('/Type /Page\n')) ?? '';
  const box = numbersIn(/\/MediaBox \[([^\]]*)\]/.exec(page)?.[1]);
  const [left = 0, bottom = 0, right = 0, top = 0] = box;
  const contents = objects.get(/\/Contents (\d+)/.exec(page)?.[1] ?? '') ?? '';
  const pictures = bodies
    .filter((body) => body.includes('/Subtype /Image'))
    .map((body) => ['Width', 'Height'].map((side) => Number(new RegExp(`/${side} (\\d+)`).exec(body)?.[1])))
    .map(([width = 0, height = 0]): [number, number] => [width, height])
    .sort(([a], [b]) => b - a);
  const info = objects.get(/.*\/Info (\d+) 0 R/s.exec(text)?.[1] ?? '') ?? '';
  return {
    pages: Number(/\/Type \/Pages\n\/Count (\d+)/.exec(text)?.[1]),
    widthMm: (right - left) * MM_PER_POINT,
    heightMm: (top - bottom) * MM_PER_POINT,
    fonts: bodies.flatMap((body) => /\/BaseFont \/(\S+)/.exec(body)?.[1] ?? []),
    lines: linesIn(inflated(contents), left, bottom),
    picture: pictures[0] ?? [0, 0],
    info: (key) => {
      const hex = new RegExp(`/${key} <([0-9a-f]*)>`).exec(info)?.[1];
      if (hex === undefined) return undefined;
      const found = Buffer.from(hex, 'hex');
      return hex.startsWith('feff') ? found.swap16().toString('utf16le').slice(1) : found.toString('latin1');
    },
  };
}

const numbersIn = (text = ''): number[] => text.trim().split(/\s+/).map(Number);

function inflated(object: string): string {
  const start = object.indexOf('stream\n') + 'stream\n'.length;
  return inflateSync(Buffer.from(object.slice(start), 'latin1')).toString('latin1');
}

/** Stroked lines of two points. */
function linesIn(content: string, left: number, bottom: number): PdfLine[] {
  let matrix: Matrix = [1, 0, 0, 1, 0, 0];
  const saved: Matrix[] = [];
  const lines: PdfLine[] = [];
  let path: (readonly [number, number])[][] = [];
  for (const row of content.split('\n')) {
    const operator = /\S+$/.exec(row)?.[0];
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbersIn(row.replace(/\S+$/, ''));
    const at = (): readonly [number, number] => [
      (a * matrix[0] + b * matrix[2] + matrix[4] - left) * MM_PER_POINT,
      (a * matrix[1] + b * matrix[3] + matrix[5] - bottom) * MM_PER_POINT,
    ];
    if (operator === 'q') saved.push(matrix);
    else if (operator === 'Q') matrix = saved.pop() ?? matrix;
    else if (operator === 'cm') matrix = times([a, b, c, d, e, f], matrix);
    else if (operator === 'm') path.push([at()]);
    else if (operator === 'l') path.at(-1)?.push(at());
    else if (operator === 'S') {
      for (const [from, to, ...more] of path)
        if (from !== undefined && to !== undefined && more.length === 0) lines.push({ from, to });
      path = [];
    } else if (operator === 'f' || operator === 'n' || operator === 'f*') path = [];
  }
  return lines;
}
