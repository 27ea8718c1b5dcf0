import { classMaps } from './classMaps';
import { crsNamespace, dtms } from './dtms';
import { detections } from './detections';
import { encoders } from './encoders';
import { experiments } from './experiments';
import { explorations } from './explorations';
import { exports } from './exports';
import { grid } from './grid';
import { heads } from './heads';
import { labelling } from './labelling';
import { labels } from './labels';
import { mapLayers } from './mapLayers';
import { names } from './names';
import { project } from './project';
import { regions } from './regions';
import { retrievals } from './retrievals';
import { settingsNamespace } from './settings';
import { tasks } from './tasks';
import { terrain } from './terrain';

/** Everything that a window can request from the engine: the list of the program's features. */
export const engineContract = {
  project,
  dtms,
  crs: crsNamespace,
  terrain,
  labels,
  labelling,
  encoders,
  heads,
  detections,
  classMaps,
  regions,
  retrievals,
  exports,
  experiments,
  explorations,
  mapLayers,
  names,
  grid,
  tasks,
  settings: settingsNamespace,
} as const;
