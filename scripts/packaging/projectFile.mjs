/** The project file type, as registered on all platforms. */
export const projectFile = {
  ext: 'topo2vec',
  name: 'Topo2Vec project',
  description: 'Topo2Vec project',
  mimeType: 'application/vnd.topo2vec.project+sqlite3',
};
