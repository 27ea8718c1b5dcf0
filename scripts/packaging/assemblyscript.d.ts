/**
 * The used part of the compiler's API, in place of its own types: those declare AssemblyScript's globals, such as an Array without
 * undefined, for every program that imports them.
 * @param options as on its command line
 * @returns the error that ended it, or null
 */
export function main(
  options: string[],
  files: {
    readFile: (name: string) => Promise<string | null>;
    writeFile: (name: string, contents: string | Uint8Array) => void;
    listFiles: () => string[];
    stderr: { write: (text: string) => void };
  },
): Promise<{ error: Error | null }>;
