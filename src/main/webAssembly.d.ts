/** What is used of WebAssembly: TypeScript describes it among the things of browsers alone, which have no place here. */
declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer;
    /** @returns the pages that there were before */
    grow(pages: number): number;
  }
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  type Exports = Record<string, ((...values: unknown[]) => unknown) | Memory>;
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, () => void>>);
    readonly exports: Exports;
  }
}
