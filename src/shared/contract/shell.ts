import { z } from 'zod';
import { exportFormats, idsOf } from '../fileFormats';
import { call, nothing, stream, uint8Array } from '../rpc/contract';
import { commandId, menuState } from '../window/commands';
import { endedWork, runningWork, workEnd } from '../window/work';

/** Electron's channel for calls of the shell, and the message that brings a page its port to the engine, which no call can carry. */
export const channels = { shell: 'topo2vec-shell', enginePort: 'topo2vec-engine-port' } as const;

/** What a dialog can ask to open; a folder is one to write into. */
const openKind = z.enum([
  'project',
  'dtm',
  'labels',
  'classes',
  'regions',
  'encoder',
  'grid-terrain',
  'grid-data',
  'folder',
]);
export type OpenKind = z.infer<typeof openKind>;

/** What a dialog can ask to save; an encoder is a folder, which will be created. */
const saveKind = z.enum([
  'project',
  'copy',
  'encoder',
  'classes',
  'packed-zip',
  'packed-folder',
  ...idsOf(exportFormats),
]);
export type SaveKind = z.infer<typeof saveKind>;

/** Purposes of connections to servers. */
const addressUse = z.enum(['basemap', 'overpass', 'grid', 'grid-place']);
export type AddressUse = z.infer<typeof addressUse>;

/** The project to open at start. */
const startProject = z.object({
  path: z.string(),
  /** Whether it is the sample, which is created first if it does not exist. */
  sample: z.boolean(),
});
export type StartProject = z.infer<typeof startProject>;

/** The program, and what the shell runs on. */
const aboutProgram = z.object({
  version: z.string(),
  /** Whether it was installed as a package. */
  packaged: z.boolean(),
  /** Versions by name: Electron, Chromium, Node. */
  software: z.record(z.string(), z.string()),
});
export type AboutProgram = z.infer<typeof aboutProgram>;

/** What the shell requests of the page: to run a command of the menu, or to open a project chosen outside the page. */
const pageRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('command'), command: commandId }),
  z.object({ kind: z.literal('open-project'), path: z.string() }),
]);
export type PageRequest = z.infer<typeof pageRequest>;

/** The largest page that is printed, millimetres: A0. */
const MOST_MM = 1189;

/** A page to be printed, on which text stays text and lines stay lines. */
const pageToPrint = z.object({
  title: z.string().max(500),
  /**
   * An SVG whose edges are `printedEdgePx` of the sheet's, 96 pixels an inch, with the sheet in its upper left corner; pictures in it
   * are data URLs.
   */
  svg: z.string(),
  /** Of the sheet. */
  widthMm: z.number().positive().max(MOST_MM),
  heightMm: z.number().positive().max(MOST_MM),
});
export type PageToPrint = z.infer<typeof pageToPrint>;

/** Limited to the longest path of any system. */
const path = z.string().min(1).max(32_767);
const shortText = z.string().max(500);

/**
 * Everything that the window gets from outside its sandbox, but for the engine. Paths come only from dialogs and drops, addresses
 * from a dialog: the engine accepts no others. A path to save to is valid for one save.
 */
export const shellContract = {
  /** What the page may call. */
  page: {
    /** Requests a port to the engine, which arrives as a message on `window`, and again after each restart of the engine. */
    requestEnginePort: call(nothing, nothing),
    startProject: call(nothing, startProject),
    /** Path of the sample project, which may not exist yet. */
    samplePath: call(nothing, z.string()),
    /** Paths that the user chose; empty when the dialog was cancelled. */
    openDialog: call(openKind, z.array(z.string())),
    /** The path that the user chose; null when the dialog was cancelled. */
    saveDialog: call(z.object({ kind: saveKind, suggestedName: shortText }), z.string().nullable()),
    /** The shell's folder for reports to show; the engine may write to it. */
    reportFolder: call(nothing, z.string()),
    /** Shows an HTML report from that folder in a separate window without scripts or network. */
    showReport: call(path, nothing),
    /** Shows the user's guide in such a window. */
    showGuide: call(nothing, nothing),
    /** Shows the licences of all that ships with the program in such a window. */
    showLicences: call(nothing, nothing),
    /** Prints a page as PDF, in a window without scripts or network that nobody sees. */
    printPdf: call(pageToPrint, uint8Array),
    about: call(nothing, aboutProgram),
    /** Recently opened projects, newest first. */
    recentProjects: call(nothing, z.array(z.string())),
    /** Asks the user whether the program may connect to an address. If so, the settings accept the address. */
    allowAddress: call(z.object({ use: addressUse, address: shortText }), z.boolean()),
    /** Reports the running work, for the taskbar and the confirmation before it is stopped. */
    setWork: call(runningWork, nothing),
    /** Reports that a long task ended; a notification is shown unless the window has the focus. */
    notifyEnd: call(endedWork, nothing),
    /** Asks the user whether the running work may be stopped; true where there is none. */
    mayStopWork: call(workEnd, z.boolean()),
    /** Updates the state of the menu's commands. */
    setMenuState: call(menuState, nothing),
  },
  /** What only the preload may call, which the page cannot reach. */
  preload: {
    /** Lets the engine open a file that was dropped on the window; returns its path. */
    grantDropped: call(path, z.string()),
    /** What the shell requests of the page, as it does; those since the last event at once. */
    requests: stream(nothing, z.array(pageRequest)),
  },
} as const;
