import { unitM } from './bandFacts';
import type { DtmMetadata } from './dtm';
import { readAuxXml } from './sidecars/auxXml';

type Facts = Pick<DtmMetadata, 'noData' | 'scale' | 'offset'>;

/**
 * No-data, scale and offset of a band, where the .aux.xml beside its file takes precedence over the file itself, as in GDAL.
 * @param own what the file itself states
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
