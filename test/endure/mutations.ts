import type { Random } from '../../src/shared/statistics/random';

/** Integers that break readers: zero, one, and the limits of signs and of 16, 31, 32 and 53 bits. */
const EXTREMES = [
  0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
];

/** What a number in a text becomes. */
const NUMBERS = [
  ...[
    '0',
    '-0',
    '-1',
    '1e308',
    '-1e308',
    '1e999',
    '1e-400',
    '9007199254740993',
    '123456789012345678901234567890',
  ],
  ...[
    'NaN',
    'Infinity',
    '0.1e',
    '--1',
    '+1',
    '1_000',
    '0x10',
    '90.0000001',
    '-180.0000001',
    'null',
    '""',
    '[]',
    '{}',
  ],
];

/** What a word in a text becomes. */
const WORDS = [
  ...[
    '""',
    '"__proto__"',
    '"constructor"',
    '"\\u0000"',
    '"\\ud800"',
    'null',
    'true',
    '[]',
    '{}',
    '0',
    '"type"',
  ],
  ...['"coordinates"', '"natural"', '"peak"', '"FeatureCollection"', '\u0000', '\ufeff', '\ud83d\ude00'],
];

const pick = <T>(random: Random, list: readonly T[]): T => {
  const item = list[random.nextInt(list.length)];
  if (item === undefined) throw new RangeError('There is nothing to pick from.');
  return item;
};

/** A position in the bytes: half of the time in the header, where sizes and offsets are. */
const placeIn = (random: Random, length: number): number =>
  random.nextInt(Math.max(1, random.nextInt(2) === 0 ? Math.min(length, 512) : length));

/** The length of a run: most are short. */
const runLength = (random: Random, length: number): number =>
  1 + random.nextInt(Math.max(1, pick(random, [4, 16, 256, length])));

/** How many changes are made: mostly one, so that readers get as far as they can. */
const timesOf = (random: Random): number => 1 + random.nextInt(pick(random, [1, 1, 2, 4]));

type Change = (bytes: Buffer, random: Random) => Buffer;

const byteChanges: readonly Change[] = [
  function flipBits(bytes, random) {
    for (let times = 1 + random.nextInt(4); times > 0; times--) {
      const at = placeIn(random, bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.nextInt(8));
    }
    return bytes;
  },
  function overwriteRun(bytes, random) {
    const at = placeIn(random, bytes.length);
    const end = Math.min(bytes.length, at + runLength(random, bytes.length));
    for (let i = at; i < end; i++) bytes[i] = random.nextInt(256);
    return bytes;
  },
  function fillRun(bytes, random) {
    const at = placeIn(random, bytes.length);
    const end = Math.min(bytes.length, at + runLength(random, bytes.length));
    return bytes.fill(pick(random, [0, 0, 0xff, 0x20]), at, end);
  },
  (bytes, random) => bytes.subarray(0, placeIn(random, bytes.length)),
  function insertRun(bytes, random) {
    const at = placeIn(random, bytes.length);
    const run = Buffer.from(
      Array.from({ length: runLength(random, Math.min(bytes.length, 4096)) }, () => random.nextInt(256)),
    );
    return Buffer.concat([bytes.subarray(0, at), run, bytes.subarray(at)]);
  },
  function removeRun(bytes, random) {
    const at = placeIn(random, bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + runLength(random, bytes.length))]);
  },
  function duplicatePart(bytes, random) {
    const at = placeIn(random, bytes.length);
    const part = bytes.subarray(at, at + runLength(random, bytes.length));
    return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
  },
  function swapBlocks(bytes, random) {
    const length = Math.min(runLength(random, bytes.length), bytes.length >> 1);
    const first = random.nextInt(Math.max(1, bytes.length - 2 * length));
    const second = first + length + random.nextInt(Math.max(1, bytes.length - first - 2 * length + 1));
    const kept = Buffer.from(bytes.subarray(first, first + length));
    bytes.copyWithin(first, second, second + length);
    bytes.set(kept.subarray(0, Math.max(0, bytes.length - second)), second);
    return bytes;
  },
  setNumber,
  setNumber,
];

/** Sets a field of 1, 2, 4 or 8 bytes, in either byte order, to an extreme number. */
function setNumber(bytes: Buffer, random: Random): Buffer {
  const width = pick(random, [1, 2, 4, 4, 8]);
  if (bytes.length < width) return bytes;
  let at = placeIn(random, bytes.length - width + 1);
  if (random.nextInt(2) === 0) at -= at % width;
  const number = BigInt(pick(random, EXTREMES)) << (width === 8 && random.nextInt(2) === 0 ? 32n : 0n);
  for (let i = 0, big = random.nextInt(2) === 0; i < width; i++)
    bytes[at + (big ? width - 1 - i : i)] = Number((number >> BigInt(8 * i)) & 0xffn);
  return bytes;
}

/** Changes bytes in one to four of the ways above. The argument stays as it is. */
export function mutateBytes(original: Uint8Array, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(original);
  for (let times = timesOf(random); times > 0 && bytes.length > 0; times--)
    bytes = Buffer.from(pick(random, byteChanges)(bytes, random));
  return bytes;
}

/** Changes a text: mostly its tokens, so that it stays nearly what it was; else its bytes. */
export function mutateText(original: Uint8Array, random: Random): Buffer {
  if (random.nextInt(4) === 0) return mutateBytes(original, random);
  const tokens =
    Buffer.from(original)
      .toString('utf8')
      .match(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|\s+|\w+|[^\s\w]/g) ?? [];
  for (let times = timesOf(random); times > 0; times--) changeToken(tokens, random);
  return Buffer.from(tokens.join(''));
}

function changeToken(tokens: string[], random: Random): void {
  const at = placeIn(random, tokens.length);
  const token = tokens[at] ?? '';
  switch (random.nextInt(7)) {
    case 0:
    case 1:
      tokens[at] = /^-?\d/.test(token) ? pick(random, NUMBERS) : pick(random, WORDS);
      break;
    case 2:
      tokens.splice(at, 1 + random.nextInt(3));
      break;
    case 3:
      tokens.splice(at, 0, ...tokens.slice(at, at + 1 + random.nextInt(8)));
      break;
    case 4: {
      const other = random.nextInt(Math.max(1, tokens.length));
      [tokens[at], tokens[other]] = [tokens[other] ?? '', token];
      break;
    }
    case 5: {
      const depth = pick(random, [3, 100, 10_000, 200_000]);
      const [open, close] = pick(random, [['[', ']'] as const, ['{"a":', '}'] as const]);
      tokens[at] = open.repeat(depth) + token + close.repeat(random.nextInt(3) === 0 ? 0 : depth);
      break;
    }
    default:
      tokens[at] = token.repeat(pick(random, [2, 10, 1000]));
  }
}
