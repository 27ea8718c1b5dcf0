import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { StartProject } from '../../shared/contract/shell';
import type { StateFile } from './stateFile';

/** The project that a program was started with; null for none. */
export function projectArgument(argv: readonly string[], folder: string): string | null {
  const given = argv.slice(1).find((argument) => argument.endsWith('.topo2vec'));
  return given === undefined ? null : resolve(folder, given);
}

/** The project that the window shows, or is to open next, and those it showed before. */
export class Projects {
  readonly samplePath: string;
  private shown: StartProject;

  /** @param given the project that the program was asked to open; else it is the last one, else the sample */
  constructor(
    userDir: string,
    private readonly state: StateFile,
    given: string | null,
  ) {
    this.samplePath = join(userDir, 'sample', 'Liechtenstein sample.topo2vec');
    const path = given ?? this.recent[0];
    this.shown = path === undefined ? { path: this.samplePath, sample: true } : { path, sample: false };
  }

  get current(): StartProject {
    return this.shown;
  }

  /** The current project; null for the sample, whose folder belongs to the program. */
  get ownPath(): string | null {
    return this.shown.path === this.samplePath ? null : this.shown.path;
  }

  /** Recently opened projects that still exist, newest first. */
  get recent(): string[] {
    return this.state.value.recentProjects.filter((path) => existsSync(path));
  }

  /** Makes a page that asks from now on open this project. */
  openNext(path: string): void {
    this.shown = { path, sample: false };
  }

  /** Remembers the project that the engine has opened. */
  opened(path: string): void {
    this.openNext(path);
    this.state.addRecentProject(path);
  }
}
