import { Option } from 'commander';
import { z } from 'zod';
import { experiments } from '../../shared/experiments/experiments';
import { type Flag, optionsOf } from '../../shared/experiments/options/option';
import { lonLat } from '../../shared/geo/lonLat';
import { regionOption } from './options';
import * as parse from './values';

/** Those given so far of a flag that is repeated. */
const places = z.array(lonLat).default([]);

/** How the text of each kind of flag is read; of a file the path is kept, and a switch has no text. */
const readers: Readonly<Record<Flag['reads'], ((text: string, before: unknown) => unknown) | null>> = {
  names: parse.parseNames,
  lengths: parse.parseMetres,
  length: parse.parseOneMetres,
  elevation: parse.parseElevation,
  whole: parse.parseWhole,
  share: parse.parseShare,
  box: parse.parseBox,
  polygon: parse.parsePolygon,
  place: (text, before) => parse.collectPlaces(text, places.parse(before)),
  file: null,
  switch: null,
};

/** The options of `topo2vec experiment`: every flag once, with what it is to each experiment that has it. */
export function experimentOptions(): Option[] {
  const uses = experiments.flatMap(({ id, spec }) =>
    optionsOf(spec).flatMap(({ flags }) => flags.map((flag) => ({ id, flag }))),
  );
  const names = [...new Set(uses.map(({ flag }) => flag.name))];
  const found = names.flatMap((wanted) => {
    const ofName = uses.filter(({ flag }) => flag.name === wanted);
    const [first] = ofName;
    if (first === undefined) return [];
    const { name, usage, reads } = first.flag;
    const helps = [...new Set(ofName.map(({ flag }) => flag.help))];
    const text = helps.map((help) => {
      const ids = ofName.filter(({ flag }) => flag.help === help).map(({ id }) => id);
      return ids.length === experiments.length ? help : `${help} (${ids.join(', ')})`;
    });
    const option = new Option(`--${name} ${usage}`.trim(), text.join('; '));
    const reader = readers[reads];
    const given = reader === null ? option : option.argParser(reader);
    return reads === 'box' ? [given, regionOption(name)] : [given];
  });
  return [...found, new Option('--out <folder>', 'folder to write the report to')];
}
