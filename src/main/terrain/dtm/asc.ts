import type { DtmFormat } from './format';

/** ESRI ASCII grid. */
export const asc: DtmFormat = {
  name: 'ESRI ASCII grid',
  recognises: (_head, extension) => extension === '.asc',
  open: (file) => Promise.reject(file.error('unsupported-file', 'is an ASCII grid, which is not read yet.')),
};
