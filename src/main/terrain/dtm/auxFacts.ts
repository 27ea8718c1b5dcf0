import { unitM } from './bandFacts';
import type { DtmMetadata } from './dtm';
import { readAuxXml } from './sidecars/auxXml';

type Facts = Pick<DtmMetadata, 'noData' | 'scale' | 'offset'>;

/**
 * What is said of a band's values, where the .aux.xml beside its file counts before what the file itself says, as it does for GDAL.
 * @param own what the file itself says
 */
export async function auxFacts(path: string, band: number, own: Facts): Promise<Facts> {
  const facts = (await readAuxXml(path))?.bands.get(band);
  if (facts === undefined) return own;
  const metres = unitM(facts.unit ?? '');
  return {
    noData: facts.noData ?? own.noData,
    scale: (facts.scale ?? own.scale) * metres,
    offset: (facts.offset ?? own.offset) * metres,
  };
}
