import { Option } from 'commander';
import { exportCrs } from '../../shared/contract/exports';
import { anyCrsPlaceFormats, writtenEndings } from '../../shared/fileFormats';
import { FLAT_TIMES } from '../../shared/terrain/flatGround';
import * as parse from './values';

// Each is made anew for every command: commander's options are changed by those that they are added to.

/** `--NAME W,S,E,N` */
export const boxOption = (name: string, what: string): Option =>
  new Option(`--${name} <W,S,E,N>`, what).argParser(parse.parseBox);

/** The flag that gives a region by its name where another gives a box: `region` for `box`, `train-region` for `train-box`. */
export const regionFlagOf = (boxFlag: string): string => boxFlag.replace('box', 'region');

/** `--region NAME`, in place of `--box` or another flag of a box */
export const regionOption = (boxFlag: string): Option =>
  new Option(
    `--${regionFlagOf(boxFlag)} <NAME>`,
    `instead of --${boxFlag}: a region saved in the project`,
  ).conflicts(camelCase(boxFlag));

/** `--train-box` as commander names its value: `trainBox`. */
export const camelCase = (flag: string): string =>
  flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

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

/** `--flat N` */
export const flatOption = (): Option =>
  new Option(
    '--flat <N>',
    "leave out patches with less relief than this many times the DTM's vertical noise; 0: none",
  )
    .argParser(parse.parseNotNegative)
    .default(FLAT_TIMES);

/** `--step M`; default: half the radius */
export const stepOption = (): Option =>
  new Option('--step <M>', 'metres between lattice cells; default: half the radius').argParser(
    parse.parseOneMetres,
  );
