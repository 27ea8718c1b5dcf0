import { plainName } from './geodesy';

/** The parameters of a projection, whatever a description calls them: degrees, metres and factors. */
export type Concept =
  | 'lat0'
  | 'lon0'
  | 'lat1'
  | 'lat2'
  | 'k'
  | 'x0'
  | 'y0'
  | 'azimuth'
  | 'gamma'
  | 'pseudoLat'
  | 'xScale'
  | 'yScale'
  | 'sphereType';

/** Values of parameters; a missing one has its neutral value. */
export type Parameters = ReadonlyMap<Concept, number>;

/** Names in well-known text of OGC, ESRI and ISO (which are EPSG's), as `plainName` writes them. */
const CONCEPTS: Readonly<Record<string, Concept>> = {
  latitudeoforigin: 'lat0',
  latitudeofcenter: 'lat0',
  latitudeofcentre: 'lat0',
  latitudeofnaturalorigin: 'lat0',
  latitudeoffalseorigin: 'lat0',
  latitudeofprojectioncentre: 'lat0',
  centralparallel: 'lat0',
  centralmeridian: 'lon0',
  longitudeofcenter: 'lon0',
  longitudeofcentre: 'lon0',
  longitudeofnaturalorigin: 'lon0',
  longitudeoffalseorigin: 'lon0',
  longitudeofprojectioncentre: 'lon0',
  longitudeoforigin: 'lon0',
  standardparallel1: 'lat1',
  latitudeof1ststandardparallel: 'lat1',
  latitudeofstandardparallel: 'lat1',
  standardparallel2: 'lat2',
  latitudeof2ndstandardparallel: 'lat2',
  scalefactor: 'k',
  scalefactoratnaturalorigin: 'k',
  scalefactoroninitialline: 'k',
  scalefactoratprojectioncentre: 'k',
  scalefactoronpseudostandardparallel: 'k',
  falseeasting: 'x0',
  eastingatfalseorigin: 'x0',
  eastingatprojectioncentre: 'x0',
  falsenorthing: 'y0',
  northingatfalseorigin: 'y0',
  northingatprojectioncentre: 'y0',
  azimuth: 'azimuth',
  azimuthofinitialline: 'azimuth',
  azimuthatprojectioncentre: 'azimuth',
  colatitudeofconeaxis: 'azimuth',
  rectifiedgridangle: 'gamma',
  anglefromrectifiedtoskewgrid: 'gamma',
  xyplanerotation: 'gamma',
  pseudostandardparallel1: 'pseudoLat',
  latitudeofpseudostandardparallel: 'pseudoLat',
  xscale: 'xScale',
  yscale: 'yScale',
  auxiliaryspheretype: 'sphereType',
};

const LENGTHS: ReadonlySet<Concept> = new Set(['x0', 'y0']);
const FACTORS: ReadonlySet<Concept> = new Set(['k', 'xScale', 'yScale', 'sphereType']);

/** What a parameter of well-known text is, by its name; undefined for an unknown one. */
export const conceptOf = (name: string): Concept | undefined => CONCEPTS[plainName(name)];

/** In which kind of unit a parameter is stated. */
export function kindOf(concept: Concept): 'length' | 'angle' | 'factor' {
  if (LENGTHS.has(concept)) return 'length';
  return FACTORS.has(concept) ? 'factor' : 'angle';
}
