import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A small disk that can be filled. */
export class Disk {
  readonly #filler: string;

  /** @param folder where it is mounted */
  constructor(
    readonly folder: string,
    bytes: number,
  ) {
    mkdirSync(folder);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'topo2vec-grid', folder]);
    this.#filler = join(folder, 'filler');
  }

  /** Leaves no room for anything. */
  fill(): void {
    const { bavail, bsize } = statfsSync(this.folder);
    const file = openSync(this.#filler, 'w');
    try {
      const block = Buffer.alloc(2 ** 20, 1);
      for (let left = bavail * bsize; left > 0; left -= block.length)
        writeSync(file, block, 0, Math.min(left, block.length));
    } catch {
      // Somebody else took the rest.
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(this.#filler, { force: true });
  }

  remove(): void {
    execFileSync('umount', ['-l', this.folder]);
  }
}
