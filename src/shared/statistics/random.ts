const TWO_32 = 4294967296;

const rotateLeft = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

/** MurmurHash3's finaliser: each bit of a 32-bit word changes half of the bits of its hash, 0..2^32 - 1. */
export function hashOf(word: number): number {
  let hash = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** splitmix32, the seeding recommended for xoshiro, on 32-bit words. */
function* splitMix(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (state + 0x9e3779b9) | 0;
    yield hashOf(state);
  }
}

/** The four 32-bit words of a generator's state, to be stored and restored. */
export type RandomState = readonly [number, number, number, number];

/**
 * Reproducible random numbers: xoshiro128** of D. Blackman and S. Vigna, "Scrambled linear pseudorandom number
 * generators", ACM TOMS 47 (2021). Period 2^128 - 1. Not for secrets.
 */
export class Random {
  #words: Uint32Array;

  /** @param seed a whole number of at most 53 bits; equal seeds give equal sequences */
  constructor(seed: number) {
    const low = splitMix(seed % TWO_32);
    const high = splitMix(Math.floor(seed / TWO_32) ^ 0x5bf03635);
    this.#words = Uint32Array.from({ length: 4 }, () => low.next().value ^ high.next().value);
    if (this.#words.every((word) => word === 0)) this.#words[0] = 1;
  }

  /** A generator that goes on where `state()` was taken. */
  static fromState(state: RandomState): Random {
    const random = new Random(0);
    random.#words = Uint32Array.from(state);
    return random;
  }

  state(): RandomState {
    const [a = 0, b = 0, c = 0, d = 0] = this.#words;
    return [a, b, c, d];
  }

  /** A whole number, uniform in 0..2^32 - 1. */
  nextUint32(): number {
    const words = this.#words;
    const [a = 0, b = 0, c = 0, d = 0] = words;
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const third = c ^ a;
    const fourth = d ^ b;
    words[0] = a ^ fourth;
    words[1] = b ^ third;
    words[2] = third ^ (b << 9);
    words[3] = rotateLeft(fourth, 11);
    return result;
  }

  /** A number uniform in [0, 1), in steps of 2^-53. */
  nextFloat(): number {
    const high = this.nextUint32() >>> 5;
    const low = this.nextUint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /**
   * A whole number uniform in 0..n - 1, without bias.
   * @param n 1..2^32
   */
  nextInt(n: number): number {
    const limit = TWO_32 - (TWO_32 % n);
    let word = this.nextUint32();
    while (word >= limit) word = this.nextUint32();
    return word % n;
  }

  /** Brings the items into random order, in place (Fisher-Yates), and returns them. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    const list: Record<number, unknown> = items;
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.nextInt(last + 1);
      const kept = list[last];
      list[last] = list[other];
      list[other] = kept;
    }
    return items;
  }
}
