/** Bytes to which arrays are aligned: those of a SIMD register. */
const ALIGNED_BYTES = 16;
const PAGE_BYTES = 65_536;

/** The export that the build adds to every kernel: the end of its static data. */
const HEAP_BASE = 'heapBase';

/**
 * A kernel in WebAssembly with a memory of its own. Its functions take addresses in that memory: arrays are placed there, written
 * and read through views. Its sources are AssemblyScript (`*.as.ts`) and import nothing but the abort function.
 */
export class Kernel<Name extends string> {
  /** The kernel's functions; they take addresses and numbers, and return a number or nothing. */
  readonly call: (name: Name, ...values: number[]) => number;
  readonly #memory: WebAssembly.Memory;
  readonly #heapBase: number;

  /**
   * @param code the module, as `?kernel` imports it
   * @param names the functions that it must export
   */
  constructor(code: Uint8Array<ArrayBuffer>, names: readonly Name[]) {
    const abort = (): void => {
      throw new Error('A kernel aborted.');
    };
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { abort } });
    const { memory } = exports;
    if (!(memory instanceof WebAssembly.Memory)) throw new Error('A kernel has no memory.');
    this.#memory = memory;
    this.#heapBase = exported(exports, HEAP_BASE)();
    const functions = new Map(names.map((name) => [name, exported(exports, name)]));
    this.call = (name, ...values) => functions.get(name)?.(...values) ?? NaN;
  }

  /**
   * Allocates arrays, one after another, replacing those allocated before.
   * @param byteLengths of each array
   * @returns the address of each
   */
  place(...byteLengths: number[]): number[] {
    let at = aligned(this.#heapBase);
    const addresses = byteLengths.map((byteLength) => {
      const address = at;
      at = aligned(at + byteLength);
      return address;
    });
    const missing = at - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
    return addresses;
  }

  /** A view of the memory; valid until the next `place`. */
  float32(address: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, length);
  }

  /** A view of the memory; valid until the next `place`. */
  float64(address: number, length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, address, length);
  }

  /** A view of the memory; valid until the next `place`. */
  uint32(address: number, length: number): Uint32Array {
    return new Uint32Array(this.#memory.buffer, address, length);
  }

  /** A view of the memory; valid until the next `place`. */
  int8(address: number, length: number): Int8Array {
    return new Int8Array(this.#memory.buffer, address, length);
  }

  /** A view of the memory; valid until the next `place`. */
  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, address, length);
  }
}

const aligned = (at: number): number => Math.ceil(at / ALIGNED_BYTES) * ALIGNED_BYTES;

function exported(exports: WebAssembly.Exports, name: string): (...values: number[]) => number {
  const value = exports[name];
  if (typeof value !== 'function') throw new Error(`A kernel has no function "${name}".`);
  return (...values) => Number(Reflect.apply(value, undefined, values));
}
