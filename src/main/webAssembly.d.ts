/** The used part of WebAssembly: TypeScript declares it only with the browser's types, which do not belong here. */
declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer;
    /** @returns the previous number of pages */
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
