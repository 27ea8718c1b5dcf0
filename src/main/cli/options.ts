import { Option } from 'commander';
import { exportCrs } from '../../shared/contract/exports';
import { anyCrsPlaceFormats, writtenEndings } from '../../shared/fileFormats';
import * as parse from './values';

// Each is made anew for every command: commander's options are changed by those that they are added to.

/** `--NAME W,S,E,N` */
export const boxOption = (name: string, what: string): Option =>
  new Option(`--${name} <W,S,E,N>`, what).argParser(parse.parseBox);

/** `--radius M`, required */
export const radiusOption = (): Option =>
  new Option('--radius <M>', 'radius of the patches, metres')
    .argParser(parse.parseOneMetres)
    .makeOptionMandatory();

/** `--encoder E` */
export const encoderOption = (): Option =>
  new Option('--encoder <E>', "name or id of an encoder; default: the project's default");

/** `--crs C` of what is written */
export const crsOption = (): Option =>
  new Option(
    '--crs <C>',
    `CRS of the coordinates: longitude and latitude, or the DTM's (${writtenEndings(anyCrsPlaceFormats)})`,
  )
    .choices(exportCrs.options)
    .default('wgs84');

/** `--grid M` that labels are coarsened to */
export const gridOption = (): Option =>
  new Option(
    '--grid <M>',
    'hide exact places: labels at the centres of cells of so many metres, without names, notes and references',
  ).argParser(parse.parseGrid);

/** `--seed S` */
export const seedOption = (): Option =>
  new Option('--seed <S>', 'seed of the random numbers').argParser(parse.parseWhole).default(0);
