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

/** What each subject is called, what its file is good for, and its formats. */
export const subjects: Readonly<
  Record<ExportSubject, { name: string; fileName: string; note: string; formats: readonly Format[] }>
> = {
  run: {
    name: 'Detections',
    fileName: 'detections',
    note: 'Points with class, probability, radius, head and encoder.',
    formats: points,
  },
  retrieval: {
    name: 'Look-alikes',
    fileName: 'look-alikes',
    note: 'Points with rank, distance and radius.',
    formats: points,
  },
  labels: {
    name: 'Labels',
    fileName: 'labels',
    note: 'All labels with class, sign and source.',
    formats: points,
  },
  probability: {
    name: 'Probability map',
    fileName: 'probability',
    note: 'A Cloud Optimized GeoTIFF, 32-bit, in metres of UTM. No-data is NaN.',
    formats: [{ kind: 'geotiff', name: 'GeoTIFF', ending: 'tif' }],
  },
  embeddings: {
    name: 'Embeddings',
    fileName: 'embeddings',
    note: 'A GeoTIFF with a band for each value of the embedding. It may be large.',
    formats: [{ kind: 'geotiff', name: 'GeoTIFF', ending: 'tif' }],
  },
  picture: {
    name: 'Picture of the map',
    fileName: 'map',
    note: 'The map as it is shown now, with scale bar and attribution.',
    formats: [{ kind: 'png', name: 'PNG', ending: 'png' }],
  },
};
