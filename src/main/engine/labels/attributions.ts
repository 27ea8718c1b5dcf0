import type { Transaction } from '../store/database';

/** Who the labels from OpenStreetMap are to be credited to, as its licence asks. */
const OSM_ATTRIBUTION = 'Labels © OpenStreetMap contributors, ODbL 1.0';

/** Credits OpenStreetMap in the project, once. */
export async function creditOsm(transaction: Transaction): Promise<void> {
  await transaction.run('INSERT OR IGNORE INTO attributions (line) VALUES (?)', [OSM_ATTRIBUTION]);
}
