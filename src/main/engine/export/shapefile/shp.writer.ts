import type { LocatedTable } from '../located';
import { refuseStrangeParts } from '../refuseStrangeParts';
import { writeBlocks } from '../writeBlocks';
import type { PlaceWriter, WrittenFile } from '../writtenFile';
import { escapeXml } from '../xml';
import { areaFields } from '../areaTable';
import { dbfParts, shortNames, type Table } from './dbf';
import { pointShapes } from './points';
import { polygonShapes } from './polygons';
import { shpParts, shxParts, type Shapes } from './shapes';

/**
 * The files of a Shapefile of points, and of a second one of areas (`NAME_areas.shp`) if there are any, since each holds one type
 * of shape. The file that names it comes last.
 * @throws UserError `bad-input` where parts already exist that belong to something else
 */
export const writer: PlaceWriter = (path, table) => {
  const { fields, row, x, y, shapes } = table;
  const stem = path.replace(/\.shp$/i, '');
  const points = filesOf(path, stem, pointShapes({ x, y }), { fields, count: x.length, row }, table);
  if (shapes.length === 0) return points;
  const areas = {
    fields: areaFields,
    count: shapes.length,
    row: (index: number) => shapes[index]?.row ?? [],
  };
  const areaStem = `${stem}_areas`;
  return [...filesOf(`${areaStem}.shp`, areaStem, polygonShapes(shapes), areas, table), ...points];
};

/** Shapes, their index, attributes, CRS, encoding and metadata. */
function filesOf(
  path: string,
  stem: string,
  shapes: Shapes,
  attributes: Table,
  table: LocatedTable,
): WrittenFile[] {
  const parts: Readonly<Record<string, () => Iterable<string | Uint8Array>>> = {
    '.dbf': () => dbfParts(attributes),
    '.shx': () => shxParts(shapes),
    '.prj': () => [table.crs.wkt],
    '.cpg': () => ['UTF-8'],
    '.shp.xml': () => [metadata({ ...table, fields: attributes.fields })],
  };
  refuseStrangeParts(
    path,
    Object.keys(parts).map((ending) => `${stem}${ending}`),
  );
  return [
    ...Object.entries(parts).map(([ending, lines]) => ({
      path: `${stem}${ending}`,
      write: (beside: string) => writeBlocks(beside, lines()),
    })),
    { path, write: (beside) => writeBlocks(beside, shpParts(shapes)) },
  ];
}

/** Where the places come from, as ArcGIS and others show it: Content Standard for Digital Geospatial Metadata (FGDC-STD-001-1998). */
const metadata = ({ name, provenance, fields }: LocatedTable): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<metadata>
  <idinfo>
    <citation><citeinfo><origin>${escapeXml(provenance.software)}</origin><title>${escapeXml(name.replaceAll('_', '-'))}</title></citeinfo></citation>
    <datacred>${escapeXml(provenance.attribution)}</datacred>
  </idinfo>
  <dataqual><lineage><procstep>
    <procdesc>${escapeXml(JSON.stringify(provenance))}</procdesc>
    <procdate>${provenance.created.slice(0, 10).replaceAll('-', '')}</procdate>
  </procstep></lineage></dataqual>
  <eainfo><detailed>
    <enttyp><enttypl>${escapeXml(name)}</enttypl></enttyp>
${shortNames(fields.map(({ name: field }) => field))
  .map(
    (field, index) =>
      `    <attr><attrlabl>${escapeXml(field)}</attrlabl><attrdef>${escapeXml(fields[index]?.description ?? '')}</attrdef></attr>`,
  )
  .join('\n')}
  </detailed></eainfo>
</metadata>
`;
