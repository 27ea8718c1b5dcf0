import type { AreaInfo } from '../../../shared/contract/areas';
import type { LonLat } from '../../../shared/geo';
import { ringsContain } from '../../../shared/rings';

/** The areas that a place lies in, the smallest first. */
export const areasAt = (areas: readonly AreaInfo[], { lonDeg, latDeg }: LonLat): AreaInfo[] =>
  areas.filter(({ rings }) => ringsContain(rings, lonDeg, latDeg)).sort((a, b) => a.areaM2 - b.areaM2);
