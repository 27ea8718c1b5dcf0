import { extname } from 'node:path';
import { dialog, type BrowserWindow, type FileFilter } from 'electron';
import { z } from 'zod';
import type { OpenKind, SaveKind } from '../../preload/bridge';

export const openKind = z.enum(['project', 'dtm', 'labels']) satisfies z.ZodType<OpenKind>;
export const saveKind = z.enum(['project', 'geojson']) satisfies z.ZodType<SaveKind>;

const all: FileFilter = { name: 'All files', extensions: ['*'] };
const projects: FileFilter = { name: 'Topo2Vec projects', extensions: ['topo2vec'] };

const openOptions: Record<OpenKind, { title: string; filters: FileFilter[]; several: boolean }> = {
  project: { title: 'Open project', filters: [projects], several: false },
  dtm: {
    title: 'Import DTMs',
    filters: [{ name: 'Elevation models', extensions: ['tif', 'tiff', 'hgt', 'asc'] }, all],
    several: true,
  },
  labels: {
    title: 'Import labels',
    filters: [{ name: 'OpenStreetMap and GeoJSON', extensions: ['json', 'geojson', 'pbf'] }, all],
    several: true,
  },
};

const saveOptions: Record<SaveKind, { title: string; filters: FileFilter[] }> = {
  project: { title: 'New project', filters: [projects] },
  geojson: { title: 'Export GeoJSON', filters: [{ name: 'GeoJSON', extensions: ['geojson'] }] },
};

/** Paths that the user chose to open; empty when the dialog was cancelled. */
export async function askToOpen(window: BrowserWindow, kind: OpenKind): Promise<string[]> {
  const { title, filters, several } = openOptions[kind];
  const answer = await dialog.showOpenDialog(window, {
    title,
    filters,
    properties: several ? ['openFile', 'multiSelections'] : ['openFile'],
  });
  return answer.canceled ? [] : answer.filePaths;
}

/** The path that the user chose to write; null when the dialog was cancelled. */
export async function askToSave(window: BrowserWindow, kind: SaveKind, name: string): Promise<string | null> {
  const answer = await dialog.showSaveDialog(window, { ...saveOptions[kind], defaultPath: name });
  const { canceled, filePath } = answer;
  if (canceled || filePath === '') return null;
  // Linux dialogs do not add the ending that the filter names.
  const ending = `.${saveOptions[kind].filters[0]?.extensions[0] ?? ''}`;
  return filePath.endsWith(ending) || extname(filePath) !== '' ? filePath : filePath + ending;
}
