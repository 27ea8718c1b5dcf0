/** A file's name in its path. */
export const nameOf = (path: string): string => path.replace(/^.*[\\/]/, '');
