import type { ProjectInfo } from '../../shared/contract/project';

/** What is said when a project opens that cannot be changed. */
export const readOnlyText = (name: string): string =>
  `${name} is read-only where it is: you can view and export everything in it but change nothing. ` +
  'To work on it, save a copy in a folder that you can write to (File, Save a copy).';

/** What is said when a project of an earlier version opens. */
export const upgradeText = (name: string, { from, backup }: NonNullable<ProjectInfo['upgraded']>): string =>
  `${name} was upgraded from version ${from}. The file as it was is kept beside it as ${backup.replace(/^.*[\\/]/, '')}.` +
  (from < 4 ? ' Earlier steps can no longer be undone.' : '') +
  (from < 8 ? ' Embeddings now take less space: earlier ones are recomputed when they are needed.' : '');
