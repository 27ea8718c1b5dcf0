/** Where labels come from, in the order of `labelSources`. */
export const sourceNames = ['By hand', 'OpenStreetMap', 'File'] as const;
