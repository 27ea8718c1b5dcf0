import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { UserError } from '../../../../shared/errors';
import type { LocatedTable } from '../located';
import { writeBlocks } from '../writeBlocks';
import type { PlaceWriter } from '../writtenFile';
import { escapeXml } from '../xml';
import { dbfParts, shortNames } from './dbf';
import { shpParts, shxParts } from './points';

/**
 * The files of a Shapefile of points, the one that names it last: shapes, their index, attributes, CRS, encoding and metadata.
 * @throws UserError `bad-input` where parts already exist that belong to something else
 */
export const writer: PlaceWriter = (path, table) => {
  const stem = path.replace(/\.shp$/i, '');
  const parts: Readonly<Record<string, () => Iterable<string | Uint8Array>>> = {
    '.dbf': () => dbfParts(table),
    '.shx': () => shxParts(table),
    '.prj': () => [table.crs.wkt],
    '.cpg': () => ['UTF-8'],
    '.shp.xml': () => [metadata(table)],
  };
  const others = Object.keys(parts).map((ending) => `${stem}${ending}`);
  const strange = existsSync(path) ? undefined : others.find((other) => existsSync(other));
  if (strange !== undefined) {
    throw new UserError(
      'bad-input',
      `${basename(strange)} already exists, and would be overwritten as a part of ${basename(path)}. Choose another name.`,
    );
  }
  return [
    ...Object.entries(parts).map(([ending, lines]) => ({
      path: `${stem}${ending}`,
      write: (beside: string) => writeBlocks(beside, lines()),
    })),
    { path, write: (beside) => writeBlocks(beside, shpParts(table)) },
  ];
};

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
