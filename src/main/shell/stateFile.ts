import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { logLine } from '../platform/processLog';

const RECENT_MAX = 10;

/** Position of a window across all screens, pixels; below, the length of its sides. */
const px = z.number().int().min(-100_000).max(100_000);
const sidePx = z.number().int().min(1).max(100_000);

/** State that the shell keeps between starts; invalid parts are replaced by defaults. */
const shellState = z.object({
  /** Newest first. */
  recentProjects: z
    .array(z.unknown())
    .transform((paths) =>
      paths
        .filter((path) => typeof path === 'string')
        .filter(isAbsolute)
        .slice(0, RECENT_MAX),
    )
    .catch([]),
  window: z
    .object({ x: px, y: px, width: sidePx, height: sidePx, maximised: z.boolean() })
    .nullable()
    .catch(null),
});
export type ShellState = z.infer<typeof shellState>;

/** The shell's state on disk. Losing it is harmless, so failures are only logged. */
export class StateFile {
  private state: ShellState;

  constructor(private readonly path: string) {
    this.state = read(path);
  }

  get value(): ShellState {
    return this.state;
  }

  addRecentProject(path: string): void {
    const others = this.state.recentProjects.filter((other) => other !== path);
    this.put({ ...this.state, recentProjects: [path, ...others].slice(0, RECENT_MAX) });
  }

  clearRecentProjects(): void {
    this.put({ ...this.state, recentProjects: [] });
  }

  putWindow(window: ShellState['window']): void {
    this.put({ ...this.state, window });
  }

  private put(state: ShellState): void {
    this.state = state;
    try {
      writeFileSync(`${this.path}.new`, JSON.stringify(state, null, 2));
      renameSync(`${this.path}.new`, this.path);
    } catch (error) {
      logLine('shell', 'The window and the recent projects cannot be remembered', error);
    }
  }
}

function read(path: string): ShellState {
  try {
    return shellState.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return { recentProjects: [], window: null };
  }
}
