import { labelClassesTable, labelsTable } from '../../../src/main/engine/store/loggedTables';
import { undoTriggers } from '../../../src/main/engine/store/undoTriggers';
import { beforeNames } from './beforeNames';

const tables = [labelsTable, labelClassesTable];
const triggers = tables.flatMap(({ name }) =>
  ['insert', 'delete', 'update'].map((event) => `DROP TRIGGER ${name}_undo_${event};`),
);

/** SQL that takes back what version 9 and later ones added to a project: names and notes, shapes of classes, regions, links to grids. */
export const beforeShapes = `
  DROP TABLE grid_link; DROP TABLE grid_rows; DROP TABLE grid_verdicts;
  ${beforeNames}
  DROP TABLE regions;
  ${triggers.join('')}
  ALTER TABLE labels DROP COLUMN name; ALTER TABLE labels DROP COLUMN note;
  ALTER TABLE label_classes DROP COLUMN shape;
  ALTER TABLE undo_log DROP COLUMN v10; ALTER TABLE undo_log DROP COLUMN v11;
  ${tables.map(undoTriggers).join(';')};`;
