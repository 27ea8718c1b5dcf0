/** A project's file, as all platforms are told of it. */
export const projectFile = {
  ext: 'topo2vec',
  name: 'Topo2Vec project',
  description: 'Topo2Vec project',
  mimeType: 'application/vnd.topo2vec.project+sqlite3',
};
