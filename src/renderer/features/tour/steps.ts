import type { PanelId } from '../../../shared/window/panels';

/** A step of the tour. */
interface TourStep {
  readonly title: string;
  readonly text: string;
  /** Selects what the step is about; a ring is drawn around it. */
  readonly target: string;
  /** The panel that is opened for it. */
  readonly panel?: PanelId;
}

/** What a newcomer is shown on the sample project. */
export const steps: readonly TourStep[] = [
  {
    title: 'This is terrain',
    text:
      'The sample is Liechtenstein, with labels from OpenStreetMap. Drag the map to move it, scroll to zoom. ' +
      'The layers here say what is drawn, and in which order.',
    target: '[aria-label="Layers"]',
  },
  {
    title: 'Find what looks like the labels',
    text:
      'Press “Find detections”. A head learns peaks from their labels and looks for more of them at three radii. ' +
      'It takes some seconds.',
    target: '[aria-label="Find detections"]',
    panel: 'detect',
  },
  {
    title: 'Change the scale',
    text: 'A hill is a peak at 240 m and a bump at 1 km. Drag the scale, or press [ and ], to see what is found at each radius.',
    target: '[aria-label="Scale"]',
  },
  {
    title: 'Ask about a place',
    text:
      'Press R and click the map, then “Find look-alikes”: the most similar places come up, nearest first. ' +
      'Esc ends the tool.',
    target: '[role="tabpanel"]',
    panel: 'retrieve',
  },
  {
    title: 'Bring your own terrain',
    text:
      'File > New project, then drop GeoTIFFs on the window. Ctrl+K finds every command, ? shows the keys, ' +
      'and Help has a guide.',
    target: '[aria-label="Terrain"]',
  },
];
