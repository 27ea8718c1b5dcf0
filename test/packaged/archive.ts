import { closeSync, openSync, readSync } from 'node:fs';
import { z } from 'zod';

interface Folder {
  readonly files: Readonly<Record<string, Folder | { readonly size: number }>>;
}

const folder: z.ZodType<Folder> = z.object({
  files: z.record(z.string(), z.union([z.lazy(() => folder), z.object({ size: z.number() })])),
});

/**
 * Paths of the files in an asar archive: after four 32-bit sizes, of which the last is that of the text, the index stands as
 * JSON (github.com/electron/asar, README, "Format").
 */
export function filesInArchive(path: string): string[] {
  const file = openSync(path, 'r');
  try {
    const sizes = Buffer.alloc(16);
    readSync(file, sizes, 0, 16, 0);
    const index = Buffer.alloc(sizes.readUInt32LE(12));
    readSync(file, index, 0, index.length, 16);
    return filesIn(folder.parse(JSON.parse(index.toString())));
  } finally {
    closeSync(file);
  }
}

const filesIn = ({ files }: Folder): string[] =>
  Object.entries(files).flatMap(([name, entry]) =>
    'files' in entry ? filesIn(entry).map((path) => `${name}/${path}`) : [name],
  );
