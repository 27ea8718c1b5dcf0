import {
  areasTable,
  labelClassesTable,
  labelsTable,
  loggedInVersion4,
  namedLabelsTable,
  gridVerdictsTable,
  regionsTable,
  namedTables,
  shapedClassesTable,
  verdictsTable,
} from './loggedTables';
import { textTriggers, textUpdateTrigger } from './textTriggers';
import { moreUndoValues, presentView, undoLog, undoTriggers } from './undoTriggers';

/** The shape that version 9 gives a class: of the catalogue its own, else by its position. */
const firstShape = (id: string, position: string): string => `CASE
  WHEN ${id} = 'peak' THEN 'triangle' WHEN ${id} IN ('saddle', 'alpine-hut') THEN 'diamond'
  WHEN ${id} IN ('cliff', 'cave-entrance') THEN 'square' WHEN ${id} IN ('river', 'sinkhole') THEN 'disc'
  WHEN ${id} = 'aerialway-station' THEN 'pentagon' WHEN ${id} = 'waterfall' THEN 'triangle-down'
  ELSE json_extract('["triangle","diamond","square","disc","pentagon","triangle-down"]', '$[' || (${position} % 6) || ']') END`;

/**
 * The tables of a project file, by version. `migrations[v]` leads from `user_version` v to v + 1.
 * A published migration never changes; a change of the schema is a new one.
 */
export const migrations: readonly string[] = [
  `
CREATE TABLE dtms (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL,
  -- EPSG code and band that its user stated; null where the file says enough
  crs TEXT,
  band INTEGER,
  fingerprint TEXT NOT NULL UNIQUE,
  -- JSON of what is shown: DtmMetadata, pixel size in metres, box
  metadata TEXT NOT NULL,
  -- exact figures, known once the pyramid is built
  min_m REAL,
  max_m REAL,
  no_data_share REAL
);

CREATE TABLE label_classes (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  colour TEXT NOT NULL,
  letter TEXT NOT NULL,
  -- JSON tag filter, or null
  filter TEXT,
  geometry TEXT NOT NULL
);

CREATE TABLE labels (
  id INTEGER PRIMARY KEY,
  class_id TEXT NOT NULL REFERENCES label_classes (id) ON DELETE CASCADE,
  lon_deg REAL NOT NULL,
  lat_deg REAL NOT NULL,
  positive INTEGER NOT NULL,
  -- 'hand', 'osm' or 'file'
  source TEXT NOT NULL,
  -- identity in the source, e.g. node/26863270; one line has several: way/4711#3
  source_ref TEXT
);
CREATE INDEX labels_by_class ON labels (class_id, lon_deg, lat_deg);
CREATE UNIQUE INDEX labels_by_source ON labels (class_id, source_ref) WHERE source_ref IS NOT NULL;

CREATE TABLE attributions (line TEXT PRIMARY KEY);

CREATE TABLE encoders (
  id INTEGER PRIMARY KEY,
  -- SHA-256 of card and weights
  key TEXT NOT NULL UNIQUE,
  card TEXT NOT NULL,
  weights BLOB NOT NULL,
  is_default INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE layers (
  id INTEGER PRIMARY KEY,
  encoder_id INTEGER NOT NULL REFERENCES encoders (id) ON DELETE CASCADE,
  radius_m REAL NOT NULL,
  -- JSON of the lattice
  lattice TEXT NOT NULL,
  -- identity of the DTMs that were embedded
  terrain_key TEXT NOT NULL,
  embedded INTEGER NOT NULL DEFAULT 0,
  complete INTEGER NOT NULL DEFAULT 0
);
-- one row per 64 x 64 cells: Float32 [4096, values of an embedding] and Uint8 [4096]
CREATE TABLE layer_chunks (
  layer_id INTEGER NOT NULL REFERENCES layers (id) ON DELETE CASCADE,
  chunk_column INTEGER NOT NULL,
  chunk_row INTEGER NOT NULL,
  embeddings BLOB NOT NULL,
  valid BLOB NOT NULL,
  PRIMARY KEY (layer_id, chunk_row, chunk_column)
);

CREATE TABLE heads (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  class_id TEXT NOT NULL REFERENCES label_classes (id) ON DELETE CASCADE,
  encoder_id INTEGER NOT NULL REFERENCES encoders (id) ON DELETE CASCADE,
  radius_m REAL NOT NULL,
  -- JSON of what is shown: sizes, parameters, metrics
  info TEXT NOT NULL,
  -- JSON of the model's numbers; its Float32 arrays beside it
  model TEXT NOT NULL,
  vectors BLOB NOT NULL,
  coefficients BLOB NOT NULL,
  created_ms INTEGER NOT NULL
);

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  -- JSON: classes, radii, box, threshold, names of encoder and heads
  info TEXT NOT NULL,
  created_ms INTEGER NOT NULL
);
-- a probability map per class and radius, in chunks of 64 x 64 cells: Float32, NaN where no patch exists
CREATE TABLE run_maps (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  class_id TEXT NOT NULL,
  radius_m REAL NOT NULL,
  lattice TEXT NOT NULL,
  UNIQUE (run_id, class_id, radius_m)
);
CREATE TABLE run_chunks (
  map_id INTEGER NOT NULL REFERENCES run_maps (id) ON DELETE CASCADE,
  chunk_column INTEGER NOT NULL,
  chunk_row INTEGER NOT NULL,
  probabilities BLOB NOT NULL,
  PRIMARY KEY (map_id, chunk_row, chunk_column)
);
-- detections of a map as columns, strongest first: Float64 lon, lat and Float32 probability
CREATE TABLE detections (
  map_id INTEGER PRIMARY KEY REFERENCES run_maps (id) ON DELETE CASCADE,
  count INTEGER NOT NULL,
  lon_deg BLOB NOT NULL,
  lat_deg BLOB NOT NULL,
  probability BLOB NOT NULL
);

CREATE TABLE retrievals (
  id INTEGER PRIMARY KEY,
  -- JSON: queries, radius, step, encoder, hits
  info TEXT NOT NULL,
  created_ms INTEGER NOT NULL
);

-- work that goes on after a crash: its specification and, for training, the newest checkpoint
CREATE TABLE checkpoints (
  spec_key TEXT PRIMARY KEY,
  spec TEXT NOT NULL,
  done REAL NOT NULL,
  total REAL NOT NULL,
  bytes BLOB NOT NULL,
  curve TEXT NOT NULL,
  updated_ms INTEGER NOT NULL
);

CREATE TABLE undo_steps (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  undone INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE undo_log (
  id INTEGER PRIMARY KEY,
  step_id INTEGER NOT NULL REFERENCES undo_steps (id) ON DELETE CASCADE,
  sql TEXT NOT NULL
);
CREATE INDEX undo_log_by_step ON undo_log (step_id);
-- the step being recorded; empty between steps
CREATE TABLE undo_current (step_id INTEGER NOT NULL);
${textTriggers('dtms', ['id', 'path', 'crs', 'band', 'fingerprint', 'metadata', 'min_m', 'max_m', 'no_data_share'])}
${textTriggers('label_classes', ['id', 'position', 'name', 'colour', 'letter', 'filter', 'geometry'])}
${textTriggers('labels', ['id', 'class_id', 'lon_deg', 'lat_deg', 'positive', 'source', 'source_ref'])}
${textTriggers('attributions', ['line'])}
`,
  `
ALTER TABLE label_classes ADD COLUMN orientation_matters INTEGER NOT NULL DEFAULT 0;
ALTER TABLE label_classes ADD COLUMN radius_m REAL;
${['insert', 'delete', 'update'].map((event) => `DROP TRIGGER label_classes_undo_${event};`).join('\n')}
${textTriggers('label_classes', ['id', 'position', 'name', 'colour', 'letter', 'filter', 'geometry', 'orientation_matters', 'radius_m'])}

CREATE TABLE experiments (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- JSON: what was asked, what was found, and where it came from
  report TEXT NOT NULL,
  created_ms INTEGER NOT NULL
);
`,
  `
-- 1 where a person looked at the label and said that it is right
ALTER TABLE labels ADD COLUMN checked INTEGER NOT NULL DEFAULT 0;
${['insert', 'delete', 'update'].map((event) => `DROP TRIGGER labels_undo_${event};`).join('\n')}
${textTriggers('labels', ['id', 'class_id', 'lon_deg', 'lat_deg', 'positive', 'source', 'source_ref', 'checked'])}

CREATE TABLE explorations (
  id INTEGER PRIMARY KEY,
  encoder_id INTEGER NOT NULL REFERENCES encoders (id) ON DELETE CASCADE,
  -- JSON: lattice, radius, box, shares of the components, sizes of the clusters
  info TEXT NOT NULL,
  -- a column per place: Uint32 cell, Float32 [3] principal components, Uint8 cluster; Float32 [2] by UMAP, or null
  cells BLOB NOT NULL,
  components BLOB NOT NULL,
  clusters BLOB NOT NULL,
  layout BLOB,
  created_ms INTEGER NOT NULL
);

-- what its user calls it; null: as its file
ALTER TABLE dtms ADD COLUMN name TEXT;
${['insert', 'delete', 'update'].map((event) => `DROP TRIGGER dtms_undo_${event};`).join('\n')}
${textTriggers('dtms', ['id', 'path', 'crs', 'band', 'fingerprint', 'metadata', 'min_m', 'max_m', 'no_data_share', 'name'])}

-- the layers on the map, each kind once; position counts from the bottom, style is JSON and '{}' the kind's own
CREATE TABLE map_layers (
  kind TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  visible INTEGER NOT NULL DEFAULT 1,
  opacity REAL NOT NULL DEFAULT 1,
  style TEXT NOT NULL DEFAULT '{}'
);
INSERT INTO map_layers (kind, position, name, opacity) VALUES
  ('terrain', 0, 'Terrain', 1), ('probability', 1, 'Probability', 0.75), ('look-alikes', 2, 'Look-alikes', 1),
  ('detections', 3, 'Detections', 1), ('labels', 4, 'Labels', 1);
${textTriggers('map_layers', ['kind', 'position', 'name', 'visible', 'opacity', 'style'], ['visible', 'opacity', 'style'])}

-- a head outlives its class, which may come back by undo
CREATE TABLE kept_heads (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  class_id TEXT NOT NULL,
  encoder_id INTEGER NOT NULL REFERENCES encoders (id) ON DELETE CASCADE,
  radius_m REAL NOT NULL,
  info TEXT NOT NULL,
  model TEXT NOT NULL,
  vectors BLOB NOT NULL,
  coefficients BLOB NOT NULL,
  created_ms INTEGER NOT NULL
);
INSERT INTO kept_heads SELECT id, name, class_id, encoder_id, radius_m, info, model, vectors, coefficients, created_ms
  FROM heads;
DROP TABLE heads;
ALTER TABLE kept_heads RENAME TO heads;

-- what was removed but stays until its step can no longer be taken back; kind is the table
CREATE TABLE removals (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  removed_id INTEGER NOT NULL,
  step_id INTEGER NOT NULL
);
CREATE INDEX removals_by_kind ON removals (kind, removed_id);
${textTriggers('removals', ['id', 'kind', 'removed_id', 'step_id'])}
${textUpdateTrigger('encoders', 'is_default')}
${textUpdateTrigger('runs', 'info')}
${['encoders', 'runs', 'retrievals', 'experiments'].map((table) => presentView(table)).join('\n')}
${presentView('explorations', 'AND encoder_id IN (SELECT id FROM present_encoders)')}
${presentView('heads', 'AND encoder_id IN (SELECT id FROM present_encoders) AND class_id IN (SELECT id FROM label_classes)')}
CREATE VIEW present_layers AS SELECT * FROM layers WHERE encoder_id IN (SELECT id FROM present_encoders);

-- the threshold at which the detections of a map were found
ALTER TABLE run_maps ADD COLUMN threshold REAL;
UPDATE run_maps SET threshold = (SELECT json_extract(info, '$.threshold') FROM runs WHERE runs.id = run_id);

-- tasks that go on when the project is opened next time
CREATE TABLE unfinished_tasks (
  -- JSON of the specification
  spec TEXT PRIMARY KEY,
  paused INTEGER NOT NULL,
  done REAL NOT NULL,
  total REAL NOT NULL,
  unit TEXT NOT NULL
);
INSERT INTO unfinished_tasks SELECT spec, 1, done, total, 'images' FROM checkpoints ORDER BY updated_ms;
`,
  `
-- steps of before are text of statements, which is not run: they are forgotten
DELETE FROM undo_steps;
DROP TABLE undo_log;
${loggedInVersion4
  .flatMap(({ name, only }) =>
    (only === undefined ? ['insert', 'delete', 'update'] : [only]).map(
      (event) => `DROP TRIGGER ${name}_undo_${event};`,
    ),
  )
  .join('\n')}
${undoLog}
${loggedInVersion4.map(undoTriggers).join('\n')}

-- 0 while a detection still writes maps of the run: it is not there for anybody else
ALTER TABLE runs ADD COLUMN complete INTEGER NOT NULL DEFAULT 1;
DROP VIEW present_runs;
${presentView('runs', 'AND complete = 1')}
`,
  `
CREATE TABLE verdicts (
  id INTEGER PRIMARY KEY,
  map_id INTEGER NOT NULL REFERENCES run_maps (id) ON DELETE CASCADE,
  -- of the detection
  lon_deg REAL NOT NULL,
  lat_deg REAL NOT NULL,
  -- what a person said of it: 'right', 'wrong' or 'unsure'
  verdict TEXT NOT NULL,
  UNIQUE (map_id, lon_deg, lat_deg)
);
${undoTriggers(verdictsTable)}
-- Float32 [4096] relief of each cell's patch, metres; null in chunks of before, until it is needed
ALTER TABLE layer_chunks ADD COLUMN relief BLOB;
`,
  `
-- 1 where a place of the class is, at one radius, of no other class that has 1
ALTER TABLE label_classes ADD COLUMN exclusive INTEGER NOT NULL DEFAULT 0;
UPDATE label_classes SET exclusive = 1 WHERE id IN ('peak', 'saddle', 'cliff', 'river', 'sinkhole');
-- a removed class comes back by undo as if it had been here: its id is the first value of nine
UPDATE undo_log SET columns = columns || ',exclusive', v9 = v0 IN ('peak', 'saddle', 'cliff', 'river', 'sinkhole')
  WHERE table_name = 'label_classes' AND change = 'insert';
${['insert', 'delete', 'update'].map((event) => `DROP TRIGGER label_classes_undo_${event};`).join('\n')}
${undoTriggers(labelClassesTable)}
`,
  `
-- ground that is of a class all over, or has none of it
CREATE TABLE areas (
  id INTEGER PRIMARY KEY,
  class_id TEXT NOT NULL REFERENCES label_classes (id) ON DELETE CASCADE,
  positive INTEGER NOT NULL,
  -- 'hand', 'osm' or 'file'
  source TEXT NOT NULL,
  source_ref TEXT,
  -- JSON: rings of lon, lat, lon, lat, ... in degrees; what lies in an odd number of them is inside. An edge across the
  -- antimeridian goes on beyond 180
  rings TEXT NOT NULL
);
CREATE INDEX areas_by_class ON areas (class_id);
CREATE UNIQUE INDEX areas_by_source ON areas (class_id, source_ref) WHERE source_ref IS NOT NULL;
${undoTriggers(areasTable)}
-- the area that a label was sampled in, with which it goes
ALTER TABLE labels ADD COLUMN area_id INTEGER REFERENCES areas (id) ON DELETE CASCADE;
CREATE INDEX labels_by_area ON labels (area_id) WHERE area_id IS NOT NULL;
${['insert', 'delete', 'update'].map((event) => `DROP TRIGGER labels_undo_${event};`).join('\n')}
${undoTriggers(labelsTable)}
-- the threshold is the run's
ALTER TABLE run_maps DROP COLUMN threshold;
`,
  `
-- layers of Float32 embeddings, up to thirty times as large, are made again when they are needed
DROP TABLE layer_chunks;
DROP TABLE layers;
-- embeddings of one encoder, terrain, radius, CRS and step, wherever on Earth their cells are
CREATE TABLE layers (
  id INTEGER PRIMARY KEY,
  encoder_id INTEGER NOT NULL REFERENCES encoders (id) ON DELETE CASCADE,
  -- identity of the DTMs that were embedded
  terrain_key TEXT NOT NULL,
  radius_m REAL NOT NULL,
  crs TEXT NOT NULL,
  step_m REAL NOT NULL,
  -- Float32 [values of an embedding] and [kept, values of an embedding]: the axes along which it is stored
  mean BLOB NOT NULL,
  axes BLOB NOT NULL,
  UNIQUE (encoder_id, radius_m, step_m, crs, terrain_key)
);
-- one row per 64 x 64 cells, counted from the CRS's origin to the east and to the south; what is read less often comes later
CREATE TABLE layer_chunks (
  layer_id INTEGER NOT NULL REFERENCES layers (id) ON DELETE CASCADE,
  chunk_column INTEGER NOT NULL,
  chunk_row INTEGER NOT NULL,
  -- cells that have an embedding; where none has, nothing else is kept
  patches INTEGER NOT NULL,
  -- Int8 [4096, 16] along the first axes
  near BLOB NOT NULL,
  -- Float32 [4096] what near and far are multiplied by, NaN where no patch exists
  scale BLOB NOT NULL,
  -- bfloat16 [4096] how far an embedding may be from what is stored
  error BLOB NOT NULL,
  -- Float32 [4096] relief of each cell's patch, metres
  relief BLOB NOT NULL,
  -- Int8 [4096, kept - 16] along the other axes
  far BLOB NOT NULL,
  PRIMARY KEY (layer_id, chunk_row, chunk_column)
);
`,
  `
${moreUndoValues}
-- what the place of a label is called, and what people noted about it
ALTER TABLE labels ADD COLUMN name TEXT;
ALTER TABLE labels ADD COLUMN note TEXT;
${['insert', 'delete', 'update'].map((event) => `DROP TRIGGER labels_undo_${event};`).join('\n')}
${undoTriggers(namedLabelsTable)}
-- of the class's mark: with colour and letter it tells classes apart
ALTER TABLE label_classes ADD COLUMN shape TEXT NOT NULL DEFAULT 'disc';
UPDATE label_classes SET shape = ${firstShape('id', 'position')};
-- a removed class comes back by undo as if it had been here: its id and position are the first values of ten
UPDATE undo_log SET columns = columns || ',shape', v10 = ${firstShape('v0', 'v1')}
  WHERE table_name = 'label_classes' AND change = 'insert';
${['insert', 'delete', 'update'].map((event) => `DROP TRIGGER label_classes_undo_${event};`).join('\n')}
${undoTriggers(shapedClassesTable)}
`,
  `
-- parts of the Earth that people named, to work in
CREATE TABLE regions (
  id INTEGER PRIMARY KEY,
  -- compared without regard to the case of ASCII letters
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  -- JSON: the edges of its box in degrees, and its outline as rings of lon, lat, … where it has one
  region TEXT NOT NULL
);
${undoTriggers(regionsTable)}
  `,
  `
-- what people call it, null: as what it is; and what they noted about it
${namedTables.map(({ name }) => `ALTER TABLE ${name} ADD COLUMN name TEXT; ALTER TABLE ${name} ADD COLUMN note TEXT;`).join('\n')}
DROP TRIGGER encoders_undo_update;
DROP TRIGGER runs_undo_update;
${namedTables.map(undoTriggers).join('\n')}
  `,
  `
-- the grid that classes, areas and labels are shared with; where it is, each computer knows by itself
CREATE TABLE grid_link (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  grid_id TEXT NOT NULL,
  -- of what is on its way to the grid; null: nothing
  push_id TEXT,
  -- numbers of the last changes that came
  classes INTEGER NOT NULL DEFAULT 0,
  areas INTEGER NOT NULL DEFAULT 0,
  labels INTEGER NOT NULL DEFAULT 0
);
-- rows of label_classes, areas and labels, and what they are in the grid
CREATE TABLE grid_rows (
  -- 'classes', 'areas' or 'labels'
  kind TEXT NOT NULL,
  local_id NOT NULL,
  grid_id TEXT NOT NULL,
  -- JSON of the row as both had it last; null: the grid has not had it
  content TEXT,
  -- JSON of the row as it is on its way to the grid; 'null': removed
  pushing TEXT,
  PRIMARY KEY (kind, grid_id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX grid_rows_by_local ON grid_rows (kind, local_id);
`,
  `
-- what people said of detections of the grid's runs, shared with it
CREATE TABLE grid_verdicts (
  -- run, class and place, so that there is one of each
  id TEXT PRIMARY KEY,
  run_id TEXT NOT NULL,
  class_id TEXT NOT NULL REFERENCES label_classes (id) ON DELETE CASCADE,
  -- of the detection
  lon_deg REAL NOT NULL,
  lat_deg REAL NOT NULL,
  -- 'right', 'wrong' or 'unsure'
  verdict TEXT NOT NULL
);
CREATE INDEX grid_verdicts_by_class ON grid_verdicts (class_id);
${undoTriggers(gridVerdictsTable)}
ALTER TABLE grid_link ADD COLUMN verdicts INTEGER NOT NULL DEFAULT 0;
`,
];
