import { basename, extname } from 'node:path';
import { dialog, type BrowserWindow, type FileFilter, type OpenDialogOptions } from 'electron';
import { z } from 'zod';
import type { OpenKind, SaveKind } from '../../preload/bridge';

export const openKind = z.enum([
  'project',
  'dtm',
  'labels',
  'encoder',
  'folder',
]) satisfies z.ZodType<OpenKind>;
export const saveKind = z.enum([
  'project',
  'copy',
  'geojson',
  'gpkg',
  'csv',
  'geotiff',
  'png',
  'encoder',
]) satisfies z.ZodType<SaveKind>;

const all: FileFilter = { name: 'All files', extensions: ['*'] };
const projects: FileFilter = { name: 'Topo2Vec projects', extensions: ['topo2vec'] };

const openOptions: Record<OpenKind, Pick<OpenDialogOptions, 'title' | 'filters' | 'properties'>> = {
  project: { title: 'Open project', filters: [projects], properties: ['openFile'] },
  dtm: {
    title: 'Import DTMs',
    filters: [{ name: 'Elevation models', extensions: ['tif', 'tiff', 'hgt', 'asc'] }, all],
    properties: ['openFile', 'multiSelections'],
  },
  labels: {
    title: 'Import labels',
    filters: [{ name: 'OpenStreetMap and GeoJSON', extensions: ['json', 'geojson', 'pbf'] }, all],
    properties: ['openFile', 'multiSelections'],
  },
  encoder: { title: 'Import encoder from its folder', properties: ['openDirectory'] },
  /** To write into. */
  folder: { title: 'Choose a folder', properties: ['openDirectory', 'createDirectory'] },
};

const saveOptions: Record<SaveKind, { title: string; filters: FileFilter[] }> = {
  project: { title: 'New project', filters: [projects] },
  copy: { title: 'Save a copy', filters: [projects] },
  geojson: { title: 'Export GeoJSON', filters: [{ name: 'GeoJSON', extensions: ['geojson'] }] },
  gpkg: { title: 'Export GeoPackage', filters: [{ name: 'GeoPackage', extensions: ['gpkg'] }] },
  csv: { title: 'Export CSV', filters: [{ name: 'Comma-separated values', extensions: ['csv'] }] },
  geotiff: { title: 'Export GeoTIFF', filters: [{ name: 'GeoTIFF', extensions: ['tif', 'tiff'] }] },
  png: { title: 'Export picture', filters: [{ name: 'PNG', extensions: ['png'] }] },
  /** A folder, which is made. */
  encoder: { title: 'Export encoder to a new folder', filters: [] },
};

/** Paths that the user chose to open; empty when the dialog was cancelled. */
export async function askToOpen(window: BrowserWindow, kind: OpenKind): Promise<string[]> {
  const answer = await dialog.showOpenDialog(window, openOptions[kind]);
  return answer.canceled ? [] : answer.filePaths;
}

/**
 * The path that the user chose to write; null when the dialog was cancelled.
 * @param name what the dialog suggests: a file's name, in the folder that its user saved to last
 */
export async function askToSave(window: BrowserWindow, kind: SaveKind, name: string): Promise<string | null> {
  const answer = await dialog.showSaveDialog(window, { ...saveOptions[kind], defaultPath: basename(name) });
  const { canceled, filePath } = answer;
  if (canceled || filePath === '') return null;
  // Linux dialogs do not add the ending that the filter names.
  const [filter] = saveOptions[kind].filters;
  const ending = filter?.extensions[0];
  return ending === undefined || extname(filePath) !== '' ? filePath : `${filePath}.${ending}`;
}
