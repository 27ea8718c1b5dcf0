import { basename, dirname, extname, join } from 'node:path';
import { dialog, type BrowserWindow, type FileFilter, type OpenDialogOptions } from 'electron';
import type { OpenKind, SaveKind } from '../../shared/contract/shell';
import {
  endingsOf,
  exportFormats,
  labelFormats,
  terrainFormats,
  type ExportFormatId,
  type FileFormat,
} from '../../shared/fileFormats';

const all: FileFilter = { name: 'All files', extensions: ['*'] };
const projects: FileFilter = { name: 'Topo2Vec projects', extensions: ['topo2vec'] };

/** Dialogs of some systems match only what follows the last dot. */
const filterOf = (name: string, formats: Readonly<Record<string, FileFormat>>): FileFilter => ({
  name,
  extensions: [...new Set(endingsOf(formats).map((ending) => ending.replace(/^.*\./, '')))],
});

const openOptions: Record<OpenKind, Pick<OpenDialogOptions, 'title' | 'filters' | 'properties'>> = {
  project: { title: 'Open project', filters: [projects], properties: ['openFile'] },
  dtm: {
    title: 'Import DTMs',
    filters: [filterOf('Elevation models', terrainFormats), all],
    properties: ['openFile', 'multiSelections'],
  },
  labels: {
    title: 'Import labels',
    filters: [filterOf('Labels', labelFormats), all],
    properties: ['openFile', 'multiSelections'],
  },
  classes: {
    title: 'Import label classes',
    filters: [{ name: 'Label classes', extensions: ['csv', 'json', 'qml', 'tsv', 'txt'] }, all],
    properties: ['openFile'],
  },
  regions: {
    title: 'Import regions',
    filters: [{ name: 'GeoJSON', extensions: ['geojson', 'json'] }, all],
    properties: ['openFile'],
  },
  encoder: { title: 'Import encoder from its folder', properties: ['openDirectory'] },
  'grid-data': { title: "Folder of the grid's data", properties: ['openDirectory'] },
  'grid-terrain': { title: "Folder of the grid's terrain", properties: ['openDirectory'] },
  /** To write into. */
  folder: { title: 'Choose a folder', properties: ['openDirectory', 'createDirectory'] },
};

const saveOptions: Record<Exclude<SaveKind, ExportFormatId>, { title: string; filters: FileFilter[] }> = {
  project: { title: 'New project', filters: [projects] },
  copy: { title: 'Save a copy', filters: [projects] },
  /** A folder, which will be created. */
  encoder: { title: 'Export encoder to a new folder', filters: [] },
  'packed-zip': {
    title: 'Pack project into a zip file',
    filters: [{ name: 'Zip file', extensions: ['zip'] }],
  },
  /** A folder, which will be created. */
  'packed-folder': { title: 'Pack project into a new folder', filters: [] },
  classes: {
    title: 'Export label classes',
    filters: [
      { name: 'CSV', extensions: ['csv'] },
      { name: 'JSON', extensions: ['json'] },
    ],
  },
};

const isFormat = (kind: SaveKind): kind is ExportFormatId => kind in exportFormats;

function saveOptionsOf(kind: SaveKind): { title: string; filters: FileFilter[] } {
  if (!isFormat(kind)) return saveOptions[kind];
  const { name } = exportFormats[kind];
  return { title: `Export ${name}`, filters: [filterOf(name, { [kind]: exportFormats[kind] })] };
}

/** Paths that the user chose to open; empty when the dialog was cancelled. */
export async function askToOpen(window: BrowserWindow, kind: OpenKind): Promise<string[]> {
  const answer = await dialog.showOpenDialog(window, openOptions[kind]);
  return answer.canceled ? [] : answer.filePaths;
}

/** The folder of the last save, and the project that was open then. */
let lastSaved: { readonly projectPath: string | null; readonly folder: string } | null = null;

/**
 * The path that the user chose to write; null when the dialog was cancelled.
 * @param name suggested file name; the folder is the project's, or that of the last save from this project
 * @param projectPath the open project; null for none, and for the sample, whose folder belongs to the program
 */
export async function askToSave(
  window: BrowserWindow,
  kind: SaveKind,
  name: string,
  projectPath: string | null,
): Promise<string | null> {
  const options = saveOptionsOf(kind);
  const beside = projectPath === null ? null : dirname(projectPath);
  const folder = lastSaved?.projectPath === projectPath ? lastSaved.folder : beside;
  const defaultPath = folder === null ? basename(name) : join(folder, basename(name));
  const answer = await dialog.showSaveDialog(window, { ...options, defaultPath });
  const { canceled, filePath } = answer;
  if (canceled || filePath === '') return null;
  lastSaved = { projectPath, folder: dirname(filePath) };
  // Linux dialogs do not add the extension that the filter names.
  const [filter] = options.filters;
  const ending = filter?.extensions[0];
  return ending === undefined || extname(filePath) !== '' ? filePath : `${filePath}.${ending}`;
}
