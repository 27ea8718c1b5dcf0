-- Roles of a grid. Run it in the grid's database, as the role that ran `topo2vec grid new`, and once more when that says so after an upgrade:
--   psql -v ON_ERROR_STOP=1 -f docs/grid-roles.sql postgres://OWNER@HOST/GRID
-- Then give people and machines roles of their own that are members of one of these:
--   CREATE ROLE worker_17 LOGIN PASSWORD '…' IN ROLE topo2vec_worker;
-- The owner alone can change or drop tables.

DO $$
DECLARE
  role text;
BEGIN
  -- Roles belong to the whole server: another grid on it may have made them.
  FOREACH role IN ARRAY ARRAY['topo2vec_reader', 'topo2vec_worker', 'topo2vec_planner', 'topo2vec_labeller'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', role);
    END IF;
  END LOOP;
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA topo2vec, topo2vec_jobs TO topo2vec_reader, topo2vec_worker, topo2vec_planner;
GRANT USAGE ON SCHEMA topo2vec TO topo2vec_labeller;

-- Readers look: `grid status`, `grid retrieve`, `grid detections`, `grid catalog`.
GRANT SELECT ON ALL TABLES IN SCHEMA topo2vec
  TO topo2vec_reader, topo2vec_worker, topo2vec_planner, topo2vec_labeller;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA topo2vec TO topo2vec_reader, topo2vec_worker, topo2vec_planner;
GRANT SELECT ON ALL TABLES IN SCHEMA topo2vec_jobs TO topo2vec_reader;
-- Tables that an upgrade adds can be read at once.
ALTER DEFAULT PRIVILEGES IN SCHEMA topo2vec GRANT SELECT ON TABLES
  TO topo2vec_reader, topo2vec_worker, topo2vec_planner, topo2vec_labeller;

-- Workers take shards and enter what they embedded and detected; they add no terrain, encoders, layers, heads or runs.
GRANT INSERT, UPDATE ON topo2vec.shards, topo2vec.run_shards TO topo2vec_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA topo2vec_jobs TO topo2vec_worker, topo2vec_planner;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA topo2vec_jobs TO topo2vec_worker, topo2vec_planner;

-- Planners add terrain, encoders and heads, and queue shards: `grid add-dtm`, `grid embed`, `grid detect`, `grid retry`.
GRANT INSERT, UPDATE ON topo2vec.dtms TO topo2vec_planner;
GRANT INSERT ON topo2vec.encoders, topo2vec.layers, topo2vec.heads TO topo2vec_planner;
GRANT INSERT, UPDATE ON topo2vec.runs TO topo2vec_planner;
GRANT USAGE ON SEQUENCE topo2vec.terrain_revision TO topo2vec_planner;

-- Labellers label, judge detections and send heads, and nothing else. Nothing is deleted: rows are marked as removed, and triggers keep whose every change was.
GRANT INSERT (id, position, name, colour, letter, shape, filter, geometry, orientation_matters, exclusive, radius_m),
  UPDATE (position, name, colour, letter, shape, filter, geometry, orientation_matters, exclusive, radius_m, removed)
  ON topo2vec.classes TO topo2vec_labeller;
GRANT INSERT (id, class_id, positive, source, source_ref, rings),
  UPDATE (class_id, positive, source, source_ref, rings, removed)
  ON topo2vec.areas TO topo2vec_labeller;
GRANT INSERT (id, class_id, lon_deg, lat_deg, positive, source, source_ref, checked, area_id, name, note),
  UPDATE (class_id, lon_deg, lat_deg, positive, source, source_ref, checked, area_id, name, note, removed)
  ON topo2vec.labels TO topo2vec_labeller;
GRANT INSERT (id, run_id, class_id, lon_deg, lat_deg, verdict),
  UPDATE (run_id, class_id, lon_deg, lat_deg, verdict, removed)
  ON topo2vec.verdicts TO topo2vec_labeller;
GRANT INSERT (id, adopted) ON topo2vec.label_pushes TO topo2vec_labeller;
-- They send heads, which never change, and the database says whose they are.
GRANT INSERT (key, name, encoder_key, content, class_id, radius_m, info) ON topo2vec.heads TO topo2vec_labeller;
