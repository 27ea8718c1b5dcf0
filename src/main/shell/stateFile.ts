import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** What the shell remembers from one start to the next. */
const shellState = z.object({
  /** Newest first. */
  recentProjects: z.array(z.string()).default([]),
  window: z
    .object({ x: z.number(), y: z.number(), width: z.number(), height: z.number(), maximised: z.boolean() })
    .nullable()
    .default(null),
});
export type ShellState = z.infer<typeof shellState>;

const RECENT_MAX = 10;

/** The shell's state on disk. Losing it costs nothing but comfort, so a broken file counts as none. */
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
    writeFileSync(`${this.path}.new`, JSON.stringify(state, null, 2));
    renameSync(`${this.path}.new`, this.path);
  }
}

function read(path: string): ShellState {
  try {
    return shellState.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return shellState.parse({});
  }
}
