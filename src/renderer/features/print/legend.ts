import { comparisonRamp } from '../../map/comparison';
import { differenceRamp } from '../../map/difference';
import { shownDifference } from '../../map/shownDifference.svelte';
import { agreements } from '../../map/agreement';
import { SLOPE_RAMP_DEG, slopeClasses, slopeRamp, terrainRamps } from '../../map/ramps';
import { stretch } from '../../map/stretch.svelte';
import { landforms } from '../../../shared/terrain/landforms';
import { indexIntervalM } from '../../map/contourInterval';
import { flatBelow } from '../../../shared/terrain/flatGround';
import { count, metres } from '../../../shared/format';
import type { RunInfo } from '../../../shared/contract/detections';
import type { ClassShape } from '../../../shared/labels/labelClasses';
import type { MapLayer } from '../../../shared/contract/mapLayers';
import { asRun } from '../../state/grid.svelte';
import { classMap, grid, project, view } from '../../state/workbench.svelte';
import { explore } from '../explore/explore.svelte';
import { marksById } from './marks';
import { shapeForms, type ShapeForm } from '../../../shared/drawing/classShape';

/** A sign of the map and what it means. */
export type LegendRow =
  | {
      readonly sign: 'mark';
      readonly mark: ShapeForm;
      readonly colour: string;
      readonly hollow: boolean;
      readonly ring: boolean;
      readonly text: string;
    }
  /** A colour with the marks of a class on it. */
  | { readonly sign: 'class'; readonly colour: string; readonly shape: ClassShape; readonly text: string }
  | { readonly sign: 'swatch'; readonly colour: string; readonly text: string }
  | { readonly sign: 'hatch' | 'line' | 'thick-line' | 'rank'; readonly text: string }
  | {
      readonly sign: 'ramp';
      /** Colours at shares of the ramp's width, with their opacity 0..1. */
      readonly stops: readonly {
        readonly share: number;
        readonly colour: string;
        readonly opacity: number;
      }[];
      readonly from: string;
      readonly to: string;
      /** Share of its width at which a line marks the threshold. */
      readonly threshold?: number;
    }
  | { readonly sign: 'note'; readonly text: string };

/** What the legend says about a layer. */
export interface LegendPart {
  readonly title: string;
  readonly rows: readonly LegendRow[];
}

/** @param contourIntervalM of the lines on the page; null where there are none */
export interface LegendFacts {
  readonly contourIntervalM: number | null;
  /** Detections within the frame. */
  readonly detections: number;
  /** Whether there are weaker ones that are left out. */
  readonly hasMore: boolean;
}

const evenly = (colours: readonly string[]) =>
  colours.map((colour, index) => ({
    share: colours.length === 1 ? 0 : index / (colours.length - 1),
    colour,
    opacity: 1,
  }));

/** What explains a visible layer; null for one that shows nothing. */
export function legendPart(layer: MapLayer, facts: LegendFacts): LegendPart | null {
  const rows = rowsOf(layer, facts);
  return rows.length === 0 ? null : { title: layer.name, rows };
}

function rowsOf(layer: MapLayer, facts: LegendFacts): LegendRow[] {
  const byId = marksById(project.classes);
  const run = project.shownRun;
  switch (layer.kind) {
    case 'terrain': {
      const { ramp, shading, lightDeg, lightHeightDeg } = layer.style;
      const light =
        shading === 'single'
          ? `Hillshade, light from ${lightDeg}° at ${lightHeightDeg}°`
          : `Hillshade from four directions at ${lightHeightDeg}°`;
      const colours: LegendRow[] =
        ramp === 'none'
          ? []
          : [
              {
                sign: 'ramp',
                stops: evenly(terrainRamps[ramp].ramp),
                from: `${count(stretch.minM)} m`,
                to: `${count(stretch.maxM)} m`,
              },
            ];
      return [...colours, { sign: 'note', text: light }];
    }
    case 'slope':
      return layer.style.colours === 'ramp'
        ? [{ sign: 'ramp', stops: evenly(slopeRamp), from: '0°', to: `${SLOPE_RAMP_DEG}° and more` }]
        : slopeClasses.map(({ fromDeg, colour }, index) => {
            const next = slopeClasses[index + 1];
            const text = next === undefined ? `Over ${fromDeg}°` : `${fromDeg}–${next.fromDeg}°`;
            return { sign: 'swatch', colour, text };
          });
    case 'landforms':
      return [
        ...landforms.map(({ name, colour }): LegendRow => ({ sign: 'swatch', colour, text: name })),
        { sign: 'note', text: `Geomorphons at ${metres(view.radiusM)}` },
      ];
    case 'probability': {
      const labelClass = project.classOf(view.probabilityClassId ?? '');
      const radiiM = run?.radiiM.filter((radiusM) => view.showsRadius(radiusM)) ?? [];
      if (labelClass === undefined || run === null || radiiM.length === 0) return [];
      const stops = [
        { share: 0, opacity: 0 },
        { share: 0.2, opacity: 0.05 },
        { share: 1, opacity: 0.9 },
      ].map((stop) => ({ ...stop, colour: labelClass.colour }));
      return [
        { sign: 'ramp', stops, from: '0', to: '1', threshold: view.threshold },
        {
          sign: 'note',
          text: `${labelClass.name} at ${radiiText(radiiM)}; line: threshold ${view.threshold.toFixed(2)}`,
        },
        ...flatRows(run),
      ];
    }
    case 'class-map': {
      if (run?.radiiM.includes(view.radiusM) !== true) return [];
      return [
        ...run.classIds.flatMap((id): LegendRow[] => {
          const labelClass = project.classOf(id);
          return labelClass === undefined
            ? []
            : [{ sign: 'class', colour: labelClass.colour, shape: labelClass.shape, text: labelClass.name }];
        }),
        ...flatRows(run),
        {
          sign: 'note',
          text: `The likeliest class at ${metres(view.radiusM)}, where it reaches ${classMap.threshold.toFixed(2)}`,
        },
      ];
    }
    case 'agreement':
      return Object.values(agreements).map(({ name, colour }) => ({ sign: 'swatch', colour, text: name }));
    case 'comparison': {
      const [first, second] = (view.comparison ?? []).map(
        (headId) => project.heads.find(({ id }) => id === headId)?.name ?? '',
      );
      if (first === undefined || second === undefined) return [];
      const stops = comparisonRamp.map(({ difference, colour }) => ({
        share: (difference + 1) / 2,
        ...opaque(colour),
      }));
      return [{ sign: 'ramp', stops, from: `${first} higher`, to: `${second} higher` }];
    }
    case 'difference': {
      const { pair, fullM, leastM, usable } = shownDifference;
      if (pair === null) return [];
      const [later, earlier] = [pair.laterDtmId, pair.earlierDtmId].map(
        (dtmId) => usable.find(({ id }) => id === dtmId)?.name ?? '',
      );
      return [
        {
          sign: 'ramp',
          stops: evenly(differenceRamp),
          from: `${metres(fullM)} lower`,
          to: `${metres(fullM)} higher`,
        },
        { sign: 'note', text: `${later} minus ${earlier}, from ${leastM.toFixed(1)} m` },
      ];
    }
    case 'contours': {
      const { contourIntervalM: intervalM } = facts;
      if (intervalM === null) return [];
      return [
        { sign: 'line', text: `Every ${intervalM} m` },
        { sign: 'thick-line', text: `Every ${indexIntervalM(intervalM)} m` },
      ];
    }
    case 'embedding-colours':
    case 'clusters':
      return explore.shown === null
        ? []
        : [
            {
              sign: 'note',
              text: `${explore.shown.encoder} at ${metres(explore.shown.radiusM)}: ${layer.kind === 'clusters' ? `${explore.shown.clusterSizes.length} clusters` : 'similar colours mean similar terrain'}`,
            },
          ];
    case 'regions':
      return project.regions.length === 0
        ? []
        : [{ sign: 'note', text: project.regions.map(({ name }) => name).join(', ') }];
    case 'look-alikes': {
      const found = project.retrievals.find(({ id }) => id === view.retrievalId);
      return found === undefined
        ? []
        : [{ sign: 'rank', text: `By rank, at ${metres(found.radiusM)}, ${found.encoder}` }];
    }
    case 'detections': {
      const shown = grid.run === null ? run : asRun(grid.run);
      if (shown === null || facts.detections === 0) return [];
      const rows = shown.classIds.flatMap((id): LegendRow[] => {
        const marked = byId.get(id);
        return marked === undefined
          ? []
          : [{ sign: 'mark', ...marked, hollow: false, ring: true, text: project.classOf(id)?.name ?? id }];
      });
      const radiiM = shown.radiiM.filter((radiusM) => grid.run !== null || view.showsRadius(radiusM));
      const what = `${count(facts.detections)} of probability ${view.threshold.toFixed(2)} and above; rings: radius of ${radiiText(radiiM)}; a number: so many are there`;
      const more = 'The strongest; there are more than can be drawn';
      return [
        ...rows,
        { sign: 'note', text: what },
        ...(facts.hasMore ? [{ sign: 'note', text: more } as const] : []),
      ];
    }
    case 'labels': {
      const used = project.classes.filter(({ positives, negatives }) => positives + negatives > 0);
      if (used.length === 0) return [];
      const rows = used.map(({ id, name }): LegendRow => {
        const { mark = shapeForms.disc, colour = '#888888' } = byId.get(id) ?? {};
        return { sign: 'mark', mark, colour, hollow: false, ring: false, text: name };
      });
      const areas = project.areas.length === 0 ? '' : '; areas: hatched where it is nowhere';
      return [...rows, { sign: 'note', text: `Filled where the class is, hollow where it is not${areas}` }];
    }
    default:
      return [];
  }
}

const flatRows = ({ flatBelowM }: RunInfo): LegendRow[] =>
  flatBelowM.length === 0
    ? []
    : [{ sign: 'hatch', text: `Too flat to say: relief below ${flatBelow(flatBelowM)}` }];

/** `240 m`, `240 m to 960 m` */
function radiiText(radiiM: readonly number[]): string {
  const [finestM = 0, ...others] = radiiM;
  const widestM = others.at(-1);
  return widestM === undefined ? metres(finestM) : `${metres(finestM)} to ${metres(widestM)}`;
}

/** The parts of `rgba(1, 2, 3, 0.5)`. */
function opaque(colour: string): { colour: string; opacity: number } {
  const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g)?.map(Number) ?? [];
  return { colour: `rgb(${red}, ${green}, ${blue})`, opacity: alpha };
}
