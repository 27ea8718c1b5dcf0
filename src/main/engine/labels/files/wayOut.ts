/** What to do with a file of places in a format that is not supported. */
export const convertLabels = (name: string): string =>
  `If GDAL or QGIS opens it, convert it to a GeoPackage: ogr2ogr -f GPKG labels.gpkg ${/^[\w.-]+$/.test(name) ? name : `"${name}"`}`;
