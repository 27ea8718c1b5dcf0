-- What grows in a grid for ever, and how to cut it. Nothing needs this; run it as the owner, as often as you like:
--   psql -v ON_ERROR_STOP=1 -f docs/grid-retention.sql postgres://OWNER@HOST/GRID

-- Answers to what projects sent, kept so that a program that was cut off before it had the answer may send the same again. One that was, and
-- comes back after more than a year, stores its changes once more, over later ones of others.
DELETE FROM topo2vec.label_pushes WHERE pushed < now() - interval '1 year';

-- Earlier states of classes, areas and labels. The newest of each stays, whatever its age.
DELETE FROM topo2vec.label_history AS earlier WHERE changed < now() - interval '5 years'
  AND EXISTS (SELECT FROM topo2vec.label_history AS later
              WHERE later.kind = earlier.kind AND later.id = earlier.id AND later.change > earlier.change);
