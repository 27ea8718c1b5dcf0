import Command from '@lucide/svelte/icons/square-chevron-right';
import Layers from '@lucide/svelte/icons/layers';
import MapPin from '@lucide/svelte/icons/map-pin';
import Tag from '@lucide/svelte/icons/tag';
import { commands } from '../../../shared/commands';
import { parseCoordinates } from '../../../shared/coordinates';
import { UserError } from '../../../shared/errors';
import { place } from '../../../shared/format';
import { boxContains, type LonLat } from '../../../shared/geo';
import { preferences, project, view } from '../../state/workbench.svelte';
import { isEnabled, isTicked, nameOf, runCommand } from '../commands';
import { keyCaps } from '../keys';
import { matchScore } from './match';

/** Something that the palette offers. */
export interface Choice {
  /** Tells it from all others, also at the next start. */
  readonly key: string;
  readonly name: string;
  /** What it belongs to, in a word or two. */
  readonly kind: string;
  readonly keys: readonly string[];
  /** Whether it is so now; undefined where that is no question. */
  readonly ticked?: boolean;
  readonly Icon: typeof Command;
  readonly run: () => void;
}

/** More are not read by anybody. */
const CHOICES_MAX = 60;
const RECENT_MAX = 8;

/** What the palette offers for a text: places for coordinates, else what matches best; what was chosen lately first. */
export function choicesFor(typed: string): Choice[] {
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
  return [...places, ...matching.slice(0, CHOICES_MAX).map(({ choice }) => choice)];
}

/** Does what was chosen, and remembers it for the next time. */
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
  const onMap = view.layers.map((layer): Choice => ({
    key: `layer:${layer.id}`,
    name: `${layer.visible ? 'Hide' : 'Show'} ${layer.name}`,
    kind: 'Layer',
    keys: [],
    Icon: Layers,
    run: () => (layer.visible = !layer.visible),
  }));
  const dtms = project.dtms.map(({ id, name, box }): Choice => ({
    key: `dtm:${id}`,
    name: `Zoom to ${name}`,
    kind: 'Layer',
    keys: [],
    Icon: Layers,
    run: () => (view.target = { box: [box.westDeg, box.southDeg, box.eastDeg, box.northDeg] }),
  }));
  return [...onMap, ...dtms];
}

function classChoices(): Choice[] {
  return project.classes.map(({ id, name }, index) => ({
    key: `class:${id}`,
    name: `Label ${name}`,
    kind: 'Class',
    keys: index < 9 ? [String(index + 1)] : [],
    Icon: Tag,
    run: () => (view.activeClassId = id),
  }));
}

function placeChoices(typed: string): Choice[] {
  const centre = placeIn(typed);
  if (centre === null) return [];
  const { lonDeg, latDeg } = centre;
  const box = project.terrain?.box;
  const isOutside = box !== undefined && !boxContains(box, lonDeg, latDeg);
  return [
    {
      key: `place:${lonDeg},${latDeg}`,
      name: `Go to ${place(lonDeg, latDeg)}${isOutside ? ', outside the terrain' : ''}`,
      kind: PLACE,
      keys: [],
      Icon: MapPin,
      run: () => (view.target = { centre }),
    },
  ];
}

/** The location that was typed; null where the text is something else. */
function placeIn(typed: string): LonLat | null {
  if (!/\d/.test(typed)) return null;
  try {
    const found = parseCoordinates(typed);
    return found.kind === 'lonLat' ? { lonDeg: found.lonDeg, latDeg: found.latDeg } : null;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
