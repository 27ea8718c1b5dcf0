import type { Transaction } from '../store/database';

/** The attribution that OpenStreetMap requires wherever its data is used (osmfoundation.org, Attribution Guidelines). */
const OSM_ATTRIBUTION = 'Labels © OpenStreetMap contributors, ODbL 1.0';

/** Adds OpenStreetMap's attribution to the project, once. */
export async function creditOsm(transaction: Transaction): Promise<void> {
  await transaction.run('INSERT OR IGNORE INTO attributions (line) VALUES (?)', [OSM_ATTRIBUTION]);
}
