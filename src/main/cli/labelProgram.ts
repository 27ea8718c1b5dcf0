import { type Command, Option } from 'commander';
import { labelFormats, listFormats, placeFormats, writtenEndings } from '../../shared/fileFormats';
import { polygonsAs } from '../../shared/contract/areas';
import { nextLabelsCommand } from './labellingCommands';
import {
  addAreaCommand,
  addLabelCommand,
  downloadLabelsCommand,
  exportClassesCommand,
  exportLabelsCommand,
  importClassesCommand,
  importLabelsCommand,
  listLabelsCommand,
  mergeClassesCommand,
} from './labelCommands';
import * as parse from './values';
import { boxOption, crsOption, encoderOption, gridOption, regionOption, seedOption } from './options';
import type { AddCommand } from './addCommand';

/** `--interval M` */
const intervalOption = (): Option =>
  new Option('--interval <M>', 'metres between labels along lines')
    .argParser(parse.parseOneMetres)
    .default(100);

/** Adds the commands of labels and their classes. */
export function addLabelCommands(add: AddCommand, program: Command): void {
  const labels = program
    .command('labels')
    .description('import, download, add or export labels, and choose the next');
  add('import <project> <file>', `import labels: ${listFormats(labelFormats)}`, importLabelsCommand, labels)
    .requiredOption('--class <C>', 'the class, or several separated by commas', parse.parseNames)
    .option(
      '--where <key=value>',
      "attributes to select features by, instead of the class's own tags",
      parse.parseWhere,
    )
    .option('--everything', 'import all features of the file as the one class')
    .option(
      '--crs <CRS>',
      'CRS of the places, overriding what the file states: EPSG or ESRI code, WKT or PROJ text',
    )
    .option('--layer <L>', 'layer to read from a file with several')
    .option(
      '--columns <X,Y>',
      'columns of a table that hold the places: x and y, or one of well-known text',
      parse.parseColumns,
    )
    .addOption(intervalOption())
    .addOption(
      new Option(
        '--polygons <P>',
        'what polygons become: one label inside each, or areas with or without the class',
      )
        .choices(polygonsAs.options)
        .default('inside'),
    );
  add(
    'download <project>',
    'download labels within a region from the Overpass server of the settings',
    downloadLabelsCommand,
    labels,
  )
    .requiredOption('--class <C>', 'the class, or several separated by commas', parse.parseNames)
    .addOption(boxOption('box', 'where'))
    .addOption(regionOption('box'))
    .addOption(intervalOption());
  add('add <project>', 'add one label', addLabelCommand, labels)
    .requiredOption('--class <C>', 'the class')
    .requiredOption('--at <LON,LAT>', 'the place', parse.parsePlace)
    .option('--negative', 'the class does not occur there');
  add('list <project>', 'list labels with their names and notes', listLabelsCommand, labels)
    .option('--class <C>', 'only of this class, or several separated by commas', parse.parseNames)
    .option('--find <words>', 'only with these words in their name or note');
  add('export <project>', 'write all labels', exportLabelsCommand, labels)
    .requiredOption('--out <F>', `the file to write: ${writtenEndings(placeFormats)}`)
    .addOption(gridOption())
    .addOption(boxOption('box', 'only labels in it, and areas with any of them'))
    .addOption(regionOption('box'))
    .addOption(crsOption());
  add(
    'add-area <project>',
    'add an area that is entirely of a class, or entirely without it',
    addAreaCommand,
    labels,
  )
    .requiredOption('--class <C>', 'the class')
    .addOption(boxOption('box', 'the area'))
    .addOption(regionOption('box'))
    .option('--polygon <file>', 'instead of --box: a GeoJSON file of polygons, each an area')
    .option('--negative', 'the class occurs nowhere in it')
    .addOption(
      new Option('--places <N>', 'number of labels spread over it; default: by its size').argParser(
        parse.parsePlaces,
      ),
    );

  const classes = program.command('classes').description('import, export or merge label classes');
  add(
    'import <project> <file>',
    'add or change classes from a file: CSV, JSON or a QGIS style (.qml)',
    importClassesCommand,
    classes,
  );
  add('export <project>', 'write the classes', exportClassesCommand, classes).requiredOption(
    '--out <F>',
    'the file to write: .csv or .json',
  );
  add('merge <project>', 'make two classes one', mergeClassesCommand, classes)
    .requiredOption('--class <C>', 'the class to remove')
    .requiredOption('--into <C>', 'the class that takes over its labels and areas')
    .option(
      '--without-negatives',
      'remove its negative labels: a place that is not of this class may still be of the other',
    );
  add('next <project>', 'list the places whose labels would teach a head most', nextLabelsCommand, labels)
    .requiredOption('--class <C>', 'the class')
    .addOption(encoderOption())
    .addOption(
      new Option('--radius <M>', "radius of the patches, metres; default: the class's").argParser(
        parse.parseOneMetres,
      ),
    )
    .addOption(new Option('--count <N>', 'how many').argParser(parse.parseWhole).default(20))
    .addOption(boxOption('box', 'part of the terrain; default: all of it'))
    .addOption(regionOption('box'))
    .addOption(seedOption());
}
