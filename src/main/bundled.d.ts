/** The code of a module and everything it imports, as text (`scripts/packaging/bundledCode.mjs`): megabytes, so it is imported when it is needed. */
declare module '*?bundled' {
  const code: string;
  export default code;
}

/** A kernel in AssemblyScript, compiled to a WebAssembly module (`scripts/packaging/wasmKernel.mjs`). */
declare module '*?kernel' {
  const code: Uint8Array<ArrayBuffer>;
  export default code;
}
