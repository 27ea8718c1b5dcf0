import Command from '@lucide/svelte/icons/square-chevron-right';
import Layers from '@lucide/svelte/icons/layers';
import MapPin from '@lucide/svelte/icons/map-pin';
import Tag from '@lucide/svelte/icons/tag';
import { commands } from '../../../shared/window/commands';
import { eastNorthText, parseCoordinates, type Coordinates } from '../../../shared/geo/coordinates';
import { UserError } from '../../../shared/errors';
import { place } from '../../../shared/format';
import { boxContains, type LonLat } from '../../../shared/geo/lonLat';
import {
  labelSelection,
  mapLayers,
  messages,
  preferences,
  project,
  view,
} from '../../state/workbench.svelte';
import { placesNamed, type NamedLabels } from './placesNamed';
import { isEnabled, isTicked, nameOf, runCommand } from '../commands';
import { keyCaps } from '../keyNames';
import { matchScore } from './match';

/** Something that the palette offers. */
export interface Choice {
  /** Identifies it among all choices, also after a restart. */
  readonly key: string;
  readonly name: string;
  /** What it belongs to, in a word or two. */
  readonly kind: string;
  readonly keys: readonly string[];
  /** Whether it is on now; undefined where it is not an on/off choice. */
  readonly ticked?: boolean;
  readonly Icon: typeof Command;
  readonly run: () => unknown;
}

/** Nobody reads more. */
const CHOICES_MAX = 60;
const RECENT_MAX = 8;

/**
 * What the palette offers for a text: places for coordinates, else what matches best; what was chosen lately first.
 * @param named null before there are labels
 */
export function choicesFor(typed: string, named: NamedLabels | null): Choice[] {
  const places = placeChoices(typed);
  const recent = preferences.value.recentChoices;
  const recency = (key: string): number => {
    const at = recent.indexOf(key);
    return at === -1 ? recent.length : at;
  };
  const matching = [...commandChoices(), ...layerChoices(), ...classChoices()].flatMap((choice) => {
    const score = matchScore(typed, `${choice.name} ${choice.kind}`);
    return score === null ? [] : [{ choice, score, recency: recency(choice.key) }];
  });
  const nothingTyped = typed.trim() === '';
  matching.sort((a, b) =>
    nothingTyped ? a.recency - b.recency : b.score - a.score || a.recency - b.recency,
  );
  const shown = matching.slice(0, CHOICES_MAX).map(({ choice }) => choice);
  return [...places, ...shown, ...(named === null ? [] : namedChoices(named, typed))];
}

/** Runs a choice, and remembers it for the next time. */
export function choose({ key, kind, run }: Choice): void {
  if (kind !== PLACE) {
    const others = preferences.value.recentChoices.filter((other) => other !== key);
    preferences.change({ recentChoices: [key, ...others].slice(0, RECENT_MAX) });
  }
  run();
}

const PLACE = 'Place';

function commandChoices(): Choice[] {
  return commands.flatMap((command) => {
    const { id, menu, keys, ticked } = command;
    if (id === 'search' || !isEnabled(id)) return [];
    return {
      key: `command:${id}`,
      name: nameOf(command),
      kind: menu,
      keys: keys === undefined ? [] : keyCaps(keys),
      Icon: Command,
      ...(ticked === undefined ? {} : { ticked: isTicked(id) }),
      run: () => {
        runCommand(id);
      },
    };
  });
}

function layerChoices(): Choice[] {
  const onMap = mapLayers.topDown.map(({ kind, name, visible }): Choice => ({
    key: `layer:${kind}`,
    name: `${visible ? 'Hide' : 'Show'} ${name}`,
    kind: 'Layer',
    keys: [],
    Icon: Layers,
    run: () => {
      mapLayers.change(kind, { visible: !visible });
    },
  }));
  const dtms = project.dtms.map(({ id, name, box }): Choice => ({
    key: `dtm:${id}`,
    name: `Zoom to ${name}`,
    kind: 'Layer',
    keys: [],
    Icon: Layers,
    run: () => {
      view.zoomTo(box);
    },
  }));
  const regions = project.regions.map(({ id, name, region }): Choice => ({
    key: `region:${id}`,
    name: `Zoom to region ${name}`,
    kind: 'Layer',
    keys: [],
    Icon: Layers,
    run: () => {
      view.zoomTo(region);
    },
  }));
  return [...onMap, ...dtms, ...regions];
}

function classChoices(): Choice[] {
  return project.classes.map(({ id, name }, index) => ({
    key: `class:${id}`,
    name: `Label ${name}`,
    kind: 'Class',
    keys: index < 9 ? [String(index + 1)] : [],
    Icon: Tag,
    run: () => {
      view.activateClass(id);
    },
  }));
}

function placeChoices(typed: string): Choice[] {
  const found = coordinatesIn(typed);
  const { terrain } = project;
  if (found === null) return [];
  if (found.kind === 'lonLat') {
    const { lonDeg, latDeg } = found;
    const isOutside = terrain !== null && !boxContains(terrain.box, lonDeg, latDeg);
    const name = `Go to ${place(lonDeg, latDeg)}${isOutside ? ', outside the terrain' : ''}`;
    return [
      placeChoice(name, () => {
        goTo({ lonDeg, latDeg });
      }),
    ];
  }
  // These numbers are not degrees.
  if (terrain === null || terrain.crs.unit === '°') return [];
  const { crs } = terrain;
  const text = eastNorthText(found, crs.unit);
  return [
    placeChoice(`Go to ${text} in ${crs.name}`, async () => {
      const centre = await project.attempt((engine) => engine.terrain.fromCrs({ x: found.x, y: found.y }));
      if (centre === null) messages.error(`${crs.name} is not defined at ${text}.`);
      else if (centre !== undefined) goTo(centre);
    }),
  ];
}

/** Labelled places that are called so; a choice selects the label. */
function namedChoices(named: NamedLabels, typed: string): Choice[] {
  return placesNamed(named, typed).map(({ id, name, classId, lonDeg, latDeg }) => ({
    ...placeChoice(`${name}, ${project.classOf(classId)?.name.toLowerCase() ?? classId}`, () => {
      goTo({ lonDeg, latDeg });
      labelSelection.choose([id]);
    }),
    key: `label:${id}`,
  }));
}

function goTo(centre: LonLat): void {
  view.showPlace(centre);
}

const placeChoice = (name: string, run: () => unknown): Choice => ({
  key: `place:${name}`,
  name,
  kind: PLACE,
  keys: [],
  Icon: MapPin,
  run,
});

/** The coordinates that were typed; null where the text is something else. */
function coordinatesIn(typed: string): Coordinates | null {
  if (!/\d/.test(typed)) return null;
  try {
    return parseCoordinates(typed);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
