import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type * as mainParts from './mainParts';

/** Parts of the main process as the build has them. */
export const parts = createRequire(__filename)(
  resolve(__dirname, '..', 'out', 'main', 'mainParts.js'),
) as typeof mainParts;
