import type { SaveKind } from '../../../preload/bridge';
import type { ExportSubject } from './exportDialog.svelte';

/** A format that a subject is written in. */
interface Format {
  readonly kind: SaveKind;
  readonly name: string;
  readonly ending: string;
}

const points: readonly Format[] = [
  { kind: 'geojson', name: 'GeoJSON', ending: 'geojson' },
  { kind: 'gpkg', name: 'GeoPackage', ending: 'gpkg' },
  { kind: 'csv', name: 'CSV', ending: 'csv' },
];

/** What each subject is called, what its file holds, what to do where there is none, and its formats. */
export const subjects: Readonly<
  Record<
    ExportSubject,
    { name: string; fileName: string; note: string; missing: string; formats: readonly Format[] }
  >
> = {
  run: {
    name: 'Detections',
    fileName: 'detections',
    note: 'Points with class, probability, radius, head and encoder, and what is to be expected of them all.',
    missing: 'There are no detections yet. Find some in Detect first.',
    formats: points,
  },
  retrieval: {
    name: 'Look-alikes',
    fileName: 'look-alikes',
    note: 'Points with rank, distance and radius.',
    missing: 'There are no look-alikes yet. Find some in Retrieve first.',
    formats: points,
  },
  labels: {
    name: 'Labels',
    fileName: 'labels',
    note: 'All labels with class, sign and source.',
    missing: 'There are no labels yet. Label some places first.',
    formats: points,
  },
  probability: {
    name: 'Probability map',
    fileName: 'probability',
    note: 'A Cloud Optimized GeoTIFF, 32-bit, in metres of UTM. No-data is NaN.',
    missing: 'There are no detections yet. Find some in Detect first.',
    formats: [{ kind: 'geotiff', name: 'GeoTIFF', ending: 'tif' }],
  },
  embeddings: {
    name: 'Embeddings',
    fileName: 'embeddings',
    note: 'A GeoTIFF with a band for each value of the embedding. It may be large.',
    missing: 'No terrain has been embedded yet. Finding detections or look-alikes does it.',
    formats: [{ kind: 'geotiff', name: 'GeoTIFF', ending: 'tif' }],
  },
  picture: {
    name: 'Picture of the map',
    fileName: 'map',
    note: 'The map as it is shown now, with scale bar and attribution.',
    missing: 'There is no map yet.',
    formats: [{ kind: 'png', name: 'PNG', ending: 'png' }],
  },
};
