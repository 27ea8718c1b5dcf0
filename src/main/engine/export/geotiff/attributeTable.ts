import { escapeXml } from '../xml';

/** Types of columns and what they are for, as GDAL numbers them (gdal.h, GDALRATFieldType and GDALRATFieldUsage). */
const TYPES = { integer: 0, real: 1, text: 2 } as const;
const USAGES = { generic: 0, count: 1, name: 2, value: 5, red: 6, green: 7, blue: 8 } as const;

/** A column of an attribute table. */
export interface AttributeColumn {
  readonly name: string;
  readonly type: keyof typeof TYPES;
  readonly usage: keyof typeof USAGES;
}

/** Path of what GDAL, QGIS and ArcGIS know of a raster beside its file. */
export const auxiliaryPath = (path: string): string => `${path}.aux.xml`;

/**
 * The attribute table of a raster's first band as GDAL keeps it beside a GeoTIFF, which has no room for one: persistent auxiliary
 * metadata, as GDALDefaultRasterAttributeTable::Serialize writes it (gcore/gdal_rat.cpp).
 * @param rows one for each value, cells in the order of the columns
 */
export function attributeTable(
  columns: readonly AttributeColumn[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const fields = columns.map(
    ({ name, type, usage }, index) =>
      `<FieldDefn index="${index}"><Name>${escapeXml(name)}</Name><Type>${TYPES[type]}</Type>` +
      `<Usage>${USAGES[usage]}</Usage></FieldDefn>`,
  );
  const lines = rows.map(
    (cells, index) =>
      `<Row index="${index}">${cells.map((cell) => `<F>${escapeXml(String(cell))}</F>`).join('')}</Row>`,
  );
  return [
    '<PAMDataset>',
    '<PAMRasterBand band="1">',
    '<GDALRasterAttributeTable tableType="thematic">',
    ...fields,
    ...lines,
    '</GDALRasterAttributeTable>',
    '</PAMRasterBand>',
    '</PAMDataset>',
    '',
  ].join('\n');
}
