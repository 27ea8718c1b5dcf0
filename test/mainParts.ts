/**
 * What window tests and their bench use of the main process to make and read projects without a window. It is built with the program
 * (`out/main/mainParts.js`), since only the build compiles kernels and workers; `builtParts.ts` gives it to Playwright.
 */
export { storeRun } from '../src/main/engine/detections/storeRun';
export { strongestPlaces } from '../src/main/layers/maps/strongestPlaces';
export { importDtmsWork } from '../src/main/engine/dtms/importDtms';
export { listEncoders } from '../src/main/engine/encoders/encoders';
export { addHead, listHeads } from '../src/main/engine/heads/heads';
export { addLabels } from '../src/main/engine/labels/labels';
export { OpenProject } from '../src/main/engine/project/openProject';
export { bytesOf } from '../src/main/engine/store/blob';
export { migrations } from '../src/main/engine/store/schema';
export { openDtm } from '../src/main/terrain/dtm/openDtm';
export { latticeForBox } from '../src/main/terrain/geo/lattice';
export { openTerrain } from '../src/main/terrain/terrain';
