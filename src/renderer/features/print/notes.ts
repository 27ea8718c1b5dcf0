import { dateTime, metres } from '../../../shared/format';
import { mapAttribution } from '../../map/attribution';
import { grid, project, view } from '../../state/workbench.svelte';
import type { MapLayer } from '../../../shared/contract/mapLayers';
import type { Rect } from './paper';
import { textWidthMm, wrapped } from './text';

/** Something that the page says about where the map comes from. */
export interface Note {
  readonly heading: string;
  readonly text: string;
}

/** Names that are listed; of more, only how many. */
const MOST_NAMES = 4;

/**
 * The provenance of the map on the page.
 * @param layers that are on it
 * @param gridName of the CRS whose grid is drawn; null where none is
 * @param missing why the detections of the project's grid are not on the page; null where they are
 * @param version the program's
 */
export function notesOf(
  layers: readonly MapLayer[],
  gridName: string | null,
  missing: string | null,
  version: string,
  nowMs: number,
): Note[] {
  const isShown = (...kinds: MapLayer['kind'][]): boolean => layers.some(({ kind }) => kinds.includes(kind));
  const run = isShown('detections', 'probability', 'agreement') ? project.shownRun : null;
  const found = isShown('look-alikes')
    ? project.retrievals.find(({ id }) => id === view.retrievalId)
    : undefined;
  const ofGrid = isShown('detections') ? grid.run : null;
  const attribution = mapAttribution();
  return [
    { heading: 'Terrain', text: listed(project.dtms.map(({ name, crsName }) => `${name} (${crsName})`)) },
    ...(run === null
      ? []
      : [
          {
            heading: 'Detections',
            text: `${run.name === null ? '' : `${run.name}, `}run ${run.id} of ${dateTime(run.createdMs)}, encoder ${run.encoder}, ${run.heads.length === 1 ? 'head' : 'heads'} ${listed(run.heads)}, from probability ${view.threshold.toFixed(2)}`,
          },
        ]),
    ...(ofGrid === null
      ? []
      : [
          {
            heading: 'Detections',
            text:
              `${missing === null ? '' : `not drawn (${missing}): `}run ${ofGrid.id.slice(0, 12)} of ${dateTime(ofGrid.begunMs)} of the grid ${grid.name}, ` +
              `encoder ${ofGrid.encoder} at ${metres(ofGrid.radiusM)}, ${ofGrid.heads.length === 1 ? 'head' : 'heads'} ${listed(ofGrid.heads)}, from probability ${view.threshold.toFixed(2)}`,
          },
        ]),
    ...(found === undefined
      ? []
      : [
          {
            heading: 'Look-alikes',
            text: `${found.name === null ? '' : `${found.name}, `}encoder ${found.encoder} at ${metres(found.radiusM)}`,
          },
        ]),
    ...(project.info === null ? [] : [{ heading: 'Project', text: project.info.name }]),
    {
      heading: 'Projection',
      text: `Mercator (EPSG:3857), WGS 84${gridName === null ? '' : `; grid: ${gridName}`}`,
    },
    { heading: 'Made', text: `${dateTime(nowMs)} with Topo2Vec Workbench ${version}` },
    ...(attribution === '' ? [] : [{ heading: 'Sources', text: attribution }]),
  ];
}

function listed(names: readonly string[]): string {
  const first = names.slice(0, MOST_NAMES).join(', ');
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${first} and ${more} more` : first;
}

const TYPE_MM = 2.1;
const LEAST_TYPE_MM = 1.3;
/** Line spacing in sizes of type, and the first line's base below the upper edge. */
const SPACING = 1.4;
export const NOTES_TOP_MM = 3.6;

/** Notes in lines; a line may begin with its note's heading. */
export interface LaidNotes {
  readonly lines: readonly Note[];
  readonly size: number;
  readonly lineMm: number;
  readonly heightMm: number;
}

/** Lays notes out in the largest type, up to 6 points, in which all fit. */
export function layNotes(
  notes: readonly Note[],
  { width, height }: Pick<Rect, 'width' | 'height'>,
): LaidNotes {
  for (let size = TYPE_MM; ; size -= 0.1) {
    const lines = notes.flatMap(({ heading, text }) => {
      const widerMm = textWidthMm(heading, size, 600) - textWidthMm(heading, size, 400);
      return wrapped(`${heading} ${text}`, width - widerMm, size, 400).map((line, index) =>
        index === 0 && line.startsWith(heading)
          ? { heading, text: line.slice(heading.length) }
          : { heading: '', text: line },
      );
    });
    const lineMm = SPACING * size;
    const heightMm = NOTES_TOP_MM + (lines.length - 1) * lineMm + 0.3 * size;
    if (heightMm <= height || size <= LEAST_TYPE_MM) return { lines, size, lineMm, heightMm };
  }
}
