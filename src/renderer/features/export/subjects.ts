import {
  exportFormats,
  gridFormats,
  pictureFormats,
  placeFormats,
  type ExportFormatId,
} from '../../../shared/fileFormats';
import type { ExportSubject } from './exportDialog.svelte';

/** A format that a subject is written in. */
export interface Format {
  readonly kind: ExportFormatId;
  readonly name: string;
  readonly ending: string;
  /** Whether it holds coordinates of the DTM's CRS as well. */
  readonly anyCrs: boolean;
}

const listed = (formats: Partial<typeof exportFormats>): readonly Format[] =>
  (Object.keys(formats) as ExportFormatId[]).map((kind) => {
    const { name, endings, anyCrs } = exportFormats[kind];
    return { kind, name, ending: endings[0], anyCrs };
  });

const places = listed(placeFormats);

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
    note: 'Points with class, probability, radius, head and encoder, and their expected accuracy.',
    missing: 'There are no detections yet. Find some in Detect first.',
    formats: places,
  },
  'grid-run': {
    name: 'Detections of the grid',
    fileName: 'grid detections',
    note: 'Points with class, probability, radius, head and encoder.',
    missing: 'No run of the grid is shown. Choose one in Detect, Runs of the grid.',
    formats: places,
  },
  retrieval: {
    name: 'Look-alikes',
    fileName: 'look-alikes',
    note: 'Points with rank, distance and radius.',
    missing: 'There are no look-alikes yet. Find some in Retrieve first.',
    formats: places,
  },
  labels: {
    name: 'Labels',
    fileName: 'labels',
    note: 'All labels with class, sign, source, its reference, and whether a person checked them.',
    missing: 'There are no labels yet. Label some places first.',
    formats: places,
  },
  probability: {
    name: 'Probability map',
    fileName: 'probability',
    note: 'A Cloud Optimized GeoTIFF, 32-bit. No-data is NaN.',
    missing: 'There are no detections yet. Find some in Detect first.',
    formats: listed(gridFormats),
  },
  'class-map': {
    name: 'Class map',
    fileName: 'classes',
    note: 'A GeoTIFF of class codes with a palette; an attribute table with names, pixels and areas, and a GeoTIFF of the probabilities are written beside it.',
    missing: 'There are no detections yet. Find some in Detect first.',
    formats: listed(gridFormats),
  },
  embeddings: {
    name: 'Embeddings',
    fileName: 'embeddings',
    note: 'A GeoTIFF with a band for each value of the embedding. It may be large.',
    missing: 'No terrain has been embedded yet. Finding detections or look-alikes embeds it.',
    formats: listed(gridFormats),
  },
  picture: {
    name: 'Picture of the map',
    fileName: 'map',
    note: 'The map as it is shown now, with scale bar and attribution.',
    missing: 'There is no map yet.',
    formats: listed(pictureFormats),
  },
};
