import { z } from 'zod';
import { call, nothing } from '../rpc/contract';

export const settings = z.object({
  /** Address of the Overpass server that labels are downloaded from. */
  overpassUrl: z.url({ protocol: /^https?$/ }).default('https://overpass-api.de/api/interpreter'),
});
export type Settings = z.infer<typeof settings>;

export const settingsNamespace = {
  get: call(nothing, settings),
  put: call(settings, nothing),
};
