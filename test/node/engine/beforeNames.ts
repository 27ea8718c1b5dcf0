import { loggedInVersion4, namedTables } from '../../../src/main/engine/store/loggedTables';
import { undoTriggers } from '../../../src/main/engine/store/undoTriggers';

const unnamed = loggedInVersion4.filter(({ only }) => only === 'update');

/** SQL that takes back what version 10 added to a project: names and notes of encoders, runs and retrievals. */
export const beforeNames = `
  ${namedTables.map(({ name }) => `DROP TRIGGER ${name}_undo_update;`).join('')}
  ${namedTables.map(({ name }) => `ALTER TABLE ${name} DROP COLUMN name; ALTER TABLE ${name} DROP COLUMN note;`).join('')}
  ${unnamed.map(undoTriggers).join('')}`;
