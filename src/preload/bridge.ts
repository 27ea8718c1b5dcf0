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

/** A page to be printed, on which text stays text and lines stay lines. */
export interface PageToPrint {
  readonly title: string;
  /**
   * An SVG whose edges are `printedEdgePx` of the sheet's, 96 pixels an inch, with the sheet in its upper left corner; pictures in it
   * are data URLs.
   */
  readonly svg: string;
  /** Of the sheet. */
  readonly widthMm: number;
  readonly heightMm: number;
}

/** Purposes of connections to servers. */
export type AddressUse = 'basemap' | 'overpass';

/** The project to open at start. */
export interface StartProject {
  readonly path: string;
  /** Whether it is the sample, which is created first if it does not exist. */
  readonly sample: boolean;
}

/** Message on `window` that carries a port to the engine, sent again after each restart of the engine. */
export const ENGINE_PORT_MESSAGE = 'topo2vec-engine-port';

/**
 * Everything that the page gets from outside the sandbox. Paths come only from dialogs and drops, addresses from a dialog: the
 * engine accepts no others. A path to save to is valid for one save.
 */
export interface Workbench {
  /** Requests a port to the engine, which arrives as a message on `window`. */
  requestEnginePort(): void;
  startProject(): Promise<StartProject>;
  /** Path of the sample project, which may not exist yet. */
  samplePath(): Promise<string>;
  /** Paths that the user chose; empty when the dialog was cancelled. */
  openDialog(kind: OpenKind): Promise<string[]>;
  /** The path that the user chose; null when the dialog was cancelled. */
  saveDialog(kind: SaveKind, suggestedName: string): Promise<string | null>;
  /** The path of a file that was dropped on the window; null when it is not a file on disk. */
  droppedPath(file: File): Promise<string | null>;
  /** The shell's folder for reports to show; the engine may write to it. */
  reportFolder(): Promise<string>;
  /** Shows an HTML report from that folder in a separate window without scripts or network. */
  showReport(path: string): Promise<void>;
  /** Shows the user's guide in such a window. */
  showGuide(): Promise<void>;
  /** Shows the licences of all that ships with the program in such a window. */
  showLicences(): Promise<void>;
  /** Prints a page as PDF, in a window without scripts or network that nobody sees. */
  printPdf(page: PageToPrint): Promise<Uint8Array>;
  about(): Promise<AboutProgram>;
  /** Recently opened projects, newest first. */
  recentProjects(): Promise<string[]>;
  /** Asks the user whether the program may connect to an address. If so, the settings accept the address. */
  allowAddress(use: AddressUse, address: string): Promise<boolean>;
  /** Reports the running work, for the taskbar and the confirmation before it is stopped. */
  setWork(work: RunningWork): void;
  /** Reports that a long task ended; a notification is shown unless the window has the focus. */
  tellEnd(ended: EndedWork): void;
  /** Asks the user whether the running work may be stopped; true where there is none. */
  mayStopWork(end: WorkEnd): Promise<boolean>;
  onMenu(listener: (command: CommandId) => void): void;
  /** Listens for projects chosen outside the page: in the menu, or by a double click on the file. */
  onOpenProject(listener: (path: string) => void): void;
  /** Updates the state of the menu's commands. */
  setMenuState(state: MenuState): void;
  /** Applies a theme to window and dialogs; the page follows through its colour scheme. */
  setTheme(theme: Settings['theme']): void;
}

declare global {
  interface Window {
    readonly workbench: Workbench;
  }
}
