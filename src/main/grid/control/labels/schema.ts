import { classShapes } from '../../../../shared/labels/labelClasses';

/** Who writes labels holds this advisory lock until the commit, so that numbers of changes become visible in their order. */
export const LABEL_LOCK = 7_072_901;

/** The channel on which changes of labels are notified. */
export const LABEL_CHANNEL = 'topo2vec_labels';

/** Columns of every table of labellers. */
const changeColumns = `
    removed boolean NOT NULL DEFAULT false,
    -- Set by a trigger: number, login and time of the last change.
    change bigint NOT NULL DEFAULT 0,
    changed_by text NOT NULL DEFAULT '',
    changed timestamptz NOT NULL DEFAULT now()`;

const triggersOf = (table: string): string => `
  CREATE INDEX ${table}_by_change ON topo2vec.${table} (change);
  CREATE TRIGGER ${table}_lock BEFORE INSERT OR UPDATE ON topo2vec.${table}
    FOR EACH STATEMENT EXECUTE FUNCTION topo2vec.lock_labels();
  CREATE TRIGGER ${table}_number BEFORE INSERT OR UPDATE ON topo2vec.${table}
    FOR EACH ROW EXECUTE FUNCTION topo2vec.number_change();
  CREATE TRIGGER ${table}_history AFTER INSERT OR UPDATE ON topo2vec.${table}
    FOR EACH ROW EXECUTE FUNCTION topo2vec.keep_history();
  CREATE TRIGGER ${table}_notify AFTER INSERT OR UPDATE ON topo2vec.${table}
    FOR EACH STATEMENT EXECUTE FUNCTION topo2vec.notify_labels();`;

/**
 * The tables of labellers: classes, areas, labels, and every state that each of them ever had. Rows are never deleted but marked as
 * removed. Triggers number the changes and say whose they are, with the rights of the owner: no labeller can do otherwise.
 */
export const labelTables = `
  ALTER TABLE topo2vec.grid ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();
  CREATE SEQUENCE topo2vec.label_changes;
  CREATE TABLE topo2vec.label_history (
    change bigint PRIMARY KEY,
    kind text NOT NULL,
    id text NOT NULL,
    changed_by text NOT NULL,
    changed timestamptz NOT NULL,
    content jsonb NOT NULL
  );
  CREATE INDEX label_history_by_row ON topo2vec.label_history (kind, id, change);
  -- What was stored already, where a program that was cut off says it again.
  CREATE TABLE topo2vec.label_pushes (
    id uuid PRIMARY KEY,
    adopted jsonb NOT NULL,
    pushed timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE topo2vec.classes (
    -- Labellers may write SQL: what no project could have stored must not come to all of them.
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    position integer NOT NULL,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
    colour text NOT NULL CHECK (colour ~ '^#[0-9a-fA-F]{6}$'),
    letter text NOT NULL CHECK (char_length(letter) BETWEEN 1 AND 2),
    shape text NOT NULL CHECK (shape IN (${classShapes.map((shape) => `'${shape}'`).join(', ')})),
    filter text CHECK (jsonb_typeof(filter::jsonb) = 'object'
      AND NOT jsonb_path_exists(filter::jsonb, 'strict $.* ? (@.type() != "array")')
      AND NOT jsonb_path_exists(filter::jsonb, 'strict $.*[*] ? (@.type() != "string")')),
    geometry text NOT NULL CHECK (geometry IN ('point', 'line')),
    orientation_matters boolean NOT NULL,
    exclusive boolean NOT NULL,
    radius_m double precision CHECK (radius_m > 0),${changeColumns}
  );
  CREATE TABLE topo2vec.areas (
    id uuid PRIMARY KEY,
    class_id text NOT NULL REFERENCES topo2vec.classes,
    positive boolean NOT NULL,
    source text NOT NULL CHECK (source IN ('hand', 'osm', 'file')),
    source_ref text,
    rings text NOT NULL CHECK (jsonb_typeof(rings::jsonb) = 'array'
      AND NOT jsonb_path_exists(rings::jsonb, 'strict $[*] ? (@.type() != "array")')
      AND NOT jsonb_path_exists(rings::jsonb, 'strict $[*][*] ? (@.type() != "number")')),${changeColumns}
  );
  CREATE INDEX areas_by_class ON topo2vec.areas (class_id, source_ref);
  CREATE TABLE topo2vec.labels (
    id uuid PRIMARY KEY,
    class_id text NOT NULL REFERENCES topo2vec.classes,
    lon_deg double precision NOT NULL CHECK (lon_deg BETWEEN -180 AND 180),
    lat_deg double precision NOT NULL CHECK (lat_deg BETWEEN -90 AND 90),
    positive boolean NOT NULL,
    source text NOT NULL CHECK (source IN ('hand', 'osm', 'file')),
    source_ref text,
    checked boolean NOT NULL,
    area_id uuid REFERENCES topo2vec.areas,
    name text,
    note text,${changeColumns}
  );
  CREATE INDEX labels_by_place ON topo2vec.labels (class_id, lon_deg, lat_deg);
  CREATE INDEX labels_by_ref ON topo2vec.labels (class_id, source_ref) WHERE source_ref IS NOT NULL;
  CREATE INDEX labels_by_area ON topo2vec.labels (area_id) WHERE area_id IS NOT NULL;

  CREATE FUNCTION topo2vec.lock_labels() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
  BEGIN
    PERFORM pg_catalog.pg_advisory_xact_lock(${LABEL_LOCK});
    RETURN NULL;
  END $$;
  CREATE FUNCTION topo2vec.number_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
  BEGIN
    -- What belongs to a removed class or area is removed as well, also when it comes later.
    IF TG_TABLE_NAME <> 'classes' THEN
      NEW.removed := NEW.removed OR (SELECT removed FROM topo2vec.classes WHERE id = NEW.class_id);
    END IF;
    IF TG_TABLE_NAME = 'labels' THEN
      NEW.removed := NEW.removed OR coalesce((SELECT removed FROM topo2vec.areas WHERE id = NEW.area_id), false);
    END IF;
    NEW.change := nextval('topo2vec.label_changes');
    NEW.changed_by := session_user;
    NEW.changed := clock_timestamp();
    RETURN NEW;
  END $$;
  CREATE FUNCTION topo2vec.keep_history() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
  BEGIN
    INSERT INTO topo2vec.label_history (change, kind, id, changed_by, changed, content)
      VALUES (NEW.change, TG_TABLE_NAME, NEW.id::text, NEW.changed_by, NEW.changed,
              to_jsonb(NEW) - ARRAY['id', 'change', 'changed_by', 'changed']);
    IF TG_OP = 'UPDATE' AND NEW.removed AND NOT OLD.removed THEN
      IF TG_TABLE_NAME = 'classes' THEN
        UPDATE topo2vec.areas SET removed = true WHERE class_id = NEW.id AND NOT removed;
        UPDATE topo2vec.labels SET removed = true WHERE class_id = NEW.id AND NOT removed;
      ELSIF TG_TABLE_NAME = 'areas' THEN
        UPDATE topo2vec.labels SET removed = true WHERE area_id = NEW.id AND NOT removed;
      END IF;
    END IF;
    RETURN NULL;
  END $$;
  CREATE FUNCTION topo2vec.notify_labels() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
  BEGIN
    PERFORM pg_catalog.pg_notify('${LABEL_CHANNEL}', '');
    RETURN NULL;
  END $$;
  ${['classes', 'areas', 'labels'].map(triggersOf).join('')}
`;

/**
 * Verdicts on detections of the grid's runs, one of each class and place of a run: its id names them. A run need not be there any more.
 */
export const verdictTable = `
  CREATE TABLE topo2vec.verdicts (
    id text PRIMARY KEY CHECK (char_length(id) BETWEEN 1 AND 200),
    run_id text NOT NULL CHECK (char_length(run_id) BETWEEN 1 AND 64),
    class_id text NOT NULL REFERENCES topo2vec.classes,
    lon_deg double precision NOT NULL CHECK (lon_deg BETWEEN -180 AND 180),
    lat_deg double precision NOT NULL CHECK (lat_deg BETWEEN -90 AND 90),
    verdict text NOT NULL CHECK (verdict IN ('right', 'wrong', 'unsure')),${changeColumns}
  );
  CREATE INDEX verdicts_by_class ON topo2vec.verdicts (class_id);
  CREATE OR REPLACE FUNCTION topo2vec.keep_history() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
  BEGIN
    INSERT INTO topo2vec.label_history (change, kind, id, changed_by, changed, content)
      VALUES (NEW.change, TG_TABLE_NAME, NEW.id::text, NEW.changed_by, NEW.changed,
              to_jsonb(NEW) - ARRAY['id', 'change', 'changed_by', 'changed']);
    IF TG_OP = 'UPDATE' AND NEW.removed AND NOT OLD.removed THEN
      IF TG_TABLE_NAME = 'classes' THEN
        UPDATE topo2vec.areas SET removed = true WHERE class_id = NEW.id AND NOT removed;
        UPDATE topo2vec.labels SET removed = true WHERE class_id = NEW.id AND NOT removed;
        UPDATE topo2vec.verdicts SET removed = true WHERE class_id = NEW.id AND NOT removed;
      ELSIF TG_TABLE_NAME = 'areas' THEN
        UPDATE topo2vec.labels SET removed = true WHERE area_id = NEW.id AND NOT removed;
      END IF;
    END IF;
    RETURN NULL;
  END $$;
  ${triggersOf('verdicts')}
`;
