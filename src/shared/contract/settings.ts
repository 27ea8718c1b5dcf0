import { z } from 'zod';
import { basemapAddress } from '../window/basemap';
import { coordinateFormats } from '../geo/coordinates';
import { projectView } from '../window/projectView';
import { call, nothing } from '../rpc/contract';

const parts = {
  /** Address of the Overpass server that labels are downloaded from. */
  overpassUrl: z.url({ protocol: /^https?$/ }).max(500),
  theme: z.enum(['system', 'light', 'dark']),
  /** Panels beside the map: whether they are shown, and their widths in pixels. */
  panels: z.object({
    left: z.boolean(),
    right: z.boolean(),
    leftPx: z.number().positive(),
    rightPx: z.number().positive(),
  }),
  /** How the status bar writes coordinates. */
  coordinateFormat: z.enum(coordinateFormats),
  /** Keys of what was chosen in the palette, newest first. */
  recentChoices: z.array(z.string()),
  /** Whether the tour of the first start was taken or skipped. */
  tourSeen: z.boolean(),
  /** Addresses of basemaps that its user allowed the map to fetch tiles from. */
  basemapAddresses: z.array(basemapAddress),
  /** How projects were shown when they were left, newest first. */
  projectViews: z.array(projectView).max(100),
};

/** What the program remembers of its user's wishes, whichever project is open. */
export const settings = z.object({
  overpassUrl: parts.overpassUrl.default('https://overpass-api.de/api/interpreter'),
  theme: parts.theme.default('system'),
  panels: parts.panels.default({ left: true, right: true, leftPx: 264, rightPx: 340 }),
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
  /** What is to be said about settings that could not be read and were set aside, or null. */
  setAside: call(nothing, z.string().nullable()),
  /** Changes the settings that are given and leaves the others. */
  change: call(settingsChange, nothing),
};
