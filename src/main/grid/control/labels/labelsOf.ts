import type { gridLabels } from '../../../../shared/contract/gridLabels';
import type { Client } from '../../../../shared/rpc/contract';
import type { GridDatabase } from '../database';
import { classIdsOf, pullLabels } from './pull';
import { pushLabels } from './push';

/** What of the labels of a grid is called once and answers. */
export type LabelCalls = Omit<Client<{ labels: typeof gridLabels }>['labels'], 'watch'>;

/** The labels of a grid. */
export const labelsOf = (database: GridDatabase): LabelCalls => ({
  push: ({ pushId, changes }) => pushLabels(database, pushId, changes),
  pull: ({ after, limit }) => pullLabels(database, after, limit),
  classIds: () => classIdsOf(database),
});
