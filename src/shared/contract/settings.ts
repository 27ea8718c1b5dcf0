import { z } from 'zod';
import { basemapAddress } from '../window/basemap';
import { coordinateFormats } from '../geo/coordinates';
import { projectView } from '../window/projectView';
import { call, nothing } from '../rpc/contract';

const parts = {
  /** Address of the Overpass server that labels are downloaded from. */
  overpassUrl: z.url({ protocol: /^https?$/ }).max(500),
  theme: z.enum(['system', 'light', 'dark']),
  /** Panels beside the map: whether they are shown, and their widths in pixels; the height of the label table below it. */
  panels: z.object({
    left: z.boolean(),
    right: z.boolean(),
    leftPx: z.number().positive(),
    rightPx: z.number().positive(),
    tablePx: z.number().positive().default(300),
  }),
  /** How the status bar writes coordinates. */
  coordinateFormat: z.enum(coordinateFormats),
  /** Keys of recent choices in the palette, newest first. */
  recentChoices: z.array(z.string()),
  /** Whether the tour of the first start was taken or skipped. */
  tourSeen: z.boolean(),
  /** Addresses of basemaps that the user allowed the map to fetch tiles from. */
  basemapAddresses: z.array(basemapAddress),
  /** Last views of projects, newest first. */
  projectViews: z.array(projectView).max(100),
};

/** The user's settings, independent of the open project. */
export const settings = z.object({
  overpassUrl: parts.overpassUrl.default('https://overpass-api.de/api/interpreter'),
  theme: parts.theme.default('system'),
  panels: parts.panels.default({ left: true, right: true, leftPx: 264, rightPx: 340, tablePx: 300 }),
  coordinateFormat: parts.coordinateFormat.default('degrees'),
  recentChoices: parts.recentChoices.default([]),
  tourSeen: parts.tourSeen.default(false),
  basemapAddresses: parts.basemapAddresses.default([]),
  projectViews: parts.projectViews.default([]),
});
export type Settings = z.infer<typeof settings>;

const settingsChange = z.object(parts).exactPartial();
export type SettingsChange = z.infer<typeof settingsChange>;

export const settingsNamespace = {
  get: call(nothing, settings),
  /** Message about settings that could not be read and were set aside, or null. */
  setAside: call(nothing, z.string().nullable()),
  /** Changes only the settings that are given. */
  change: call(settingsChange, nothing),
};
