import { migrations } from '../../../src/main/engine/store/schema';

/** The statements of the first version that make layers of Float32 embeddings. */
const [layers = '', chunks = ''] = ['layers', 'layer_chunks'].map(
  (table) => new RegExp(`CREATE TABLE ${table} \\([^;]*;`).exec(migrations[0] ?? '')?.[0],
);

/**
 * SQL that replaces the current tables of layers by those from before version 8.
 * @param version of the file: from 5 on chunks have the relief of their patches
 */
export const oldLayers = (version: number): string => `
  DROP TABLE layer_chunks; DROP TABLE layers;
  ${layers} ${chunks}
  ${version < 5 ? '' : 'ALTER TABLE layer_chunks ADD COLUMN relief BLOB;'}`;
