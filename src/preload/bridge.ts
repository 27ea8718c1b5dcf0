import type { CommandId, MenuState } from '../shared/window/commands';
import type { Settings } from '../shared/contract/settings';
import type { ExportFormatId } from '../shared/fileFormats';
import type { EndedWork, RunningWork, WorkEnd } from '../shared/window/work';

/** Kinds of files that a dialog can ask for. */
export type OpenKind = 'project' | 'dtm' | 'labels' | 'encoder' | 'folder';
export type SaveKind = 'project' | 'copy' | 'encoder' | ExportFormatId;

/** The program, and what the shell runs on. */
export interface AboutProgram {
  readonly version: string;
  /** Whether it was installed as a package. */
  readonly packaged: boolean;
  /** Versions by name: Electron, Chromium, Node. */
  readonly software: Readonly<Record<string, string>>;
}

/** What the program connects to servers for. */
export type AddressUse = 'basemap' | 'overpass';

/** The project to open at start. */
export interface StartProject {
  readonly path: string;
  /** The sample, which is made first where it is not there yet. */
  readonly sample: boolean;
}

/** Message on `window` that carries a port to the engine, again whenever the engine was restarted. */
export const ENGINE_PORT_MESSAGE = 'topo2vec-engine-port';

/**
 * All that a page gets from outside of the sandbox. Paths come from dialogs and drops alone, addresses from a dialog: the
 * engine takes no other. A path to save to is good for one save.
 */
export interface Workbench {
  /** Asks for a port to the engine; it comes as a message on `window`. */
  requestEnginePort(): void;
  startProject(): Promise<StartProject>;
  /** Where the sample project lies or will be made. */
  samplePath(): Promise<string>;
  /** Paths that the user chose; empty when the dialog was cancelled. */
  openDialog(kind: OpenKind): Promise<string[]>;
  /** The path that the user chose; null when the dialog was cancelled. */
  saveDialog(kind: SaveKind, suggestedName: string): Promise<string | null>;
  /** The path of a file that was dropped on the window; null when it is none. */
  droppedPath(file: File): Promise<string | null>;
  /** The shell's folder for reports that are to be shown, which the engine may write to. */
  reportFolder(): Promise<string>;
  /** Shows an HTML report of that folder in a window of its own, in which nothing runs and nothing is fetched. */
  showReport(path: string): Promise<void>;
  /** Shows the user's guide in such a window. */
  showGuide(): Promise<void>;
  /** Shows the licences of all that ships with the program in such a window. */
  showLicences(): Promise<void>;
  about(): Promise<AboutProgram>;
  /** Projects that were open lately, newest first. */
  recentProjects(): Promise<string[]>;
  /** Asks the user whether the program may connect to an address; false when it may not. It can then be put into the settings. */
  allowAddress(use: AddressUse, address: string): Promise<boolean>;
  /** Tells what runs, for the taskbar and the question before it is stopped. */
  setWork(work: RunningWork): void;
  /** Tells that a long task ended, which is said aloud where the window is not looked at. */
  tellEnd(ended: EndedWork): void;
  /** Asks whether the work that runs may be stopped; true where none runs. */
  mayStopWork(end: WorkEnd): Promise<boolean>;
  onMenu(listener: (command: CommandId) => void): void;
  /** Told of a project that was chosen outside of the page: in the menu, or by a double click on its file. */
  onOpenProject(listener: (path: string) => void): void;
  /** Shows in the menu how commands stand. */
  setMenuState(state: MenuState): void;
  /** Gives window and dialogs the colours of a theme; the page follows by its colour scheme. */
  setTheme(theme: Settings['theme']): void;
}

declare global {
  interface Window {
    readonly workbench: Workbench;
  }
}
