import { resolve } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { exportCrs } from '../../shared/contract/exports';
import {
  anyCrsPlaceFormats,
  labelFormats,
  listFormats,
  placeFormats,
  terrainFormats,
  writtenEndings,
} from '../../shared/fileFormats';
import { polygonsAs } from '../../shared/contract/areas';
import { userErrorOf } from '../../shared/systemErrors';
import { FLAT_TIMES } from '../../shared/terrain/flatGround';
import { trainingPresets } from '../../shared/encoders/trainingPresets';
import { doctor } from './doctor';
import { exportEncoderCommand, importEncoderCommand, listEncodersCommand } from './encoderCommands';
import { experimentCommand, experimentOptions } from './experimentCommands';
import { Output } from './output';
import { detectCommand, exportCommand, retrieveCommand } from './findingCommands';
import { embedCommand, headCommand, trainCommand } from './learningCommands';
import {
  addAreaCommand,
  addLabelCommand,
  exportLabelsCommand,
  importCommand,
  importLabelsCommand,
  infoCommand,
  newCommand,
  restoreCommand,
} from './projectCommands';
import { sampleCommand } from './sample';
import * as parse from './values';
import { Workbench } from './workbench';

/** Folder of resources, beside the built command's folder. */
const RESOURCES_DIR = resolve(__dirname, '..', '..', 'resources');

const presetNames = trainingPresets.map(({ name }) => name).join(', ');

/** The action of a command, with the workbench, its arguments and options. */
type Work<Options> = (
  workbench: Workbench,
  output: Output,
  args: string[],
  options: Options,
) => Promise<void>;

/** The `topo2vec` command. Exit codes: 0 success, 1 a bug or an interruption, 2 bad input. */
export function buildProgram(): Command {
  const program = new Command('topo2vec')
    .description('Learns from terrain: label a few places, find every look-alike, at every scale.')
    .exitOverride((error: CommanderError) => {
      process.exit(error.exitCode === 0 ? 0 : 2);
    })
    .showHelpAfterError();

  const jsonOption = new Option('--json', 'print the result as JSON on stdout');
  const boxOption = (name: string, what: string): Option =>
    new Option(`--${name} <W,S,E,N>`, what).argParser(parse.parseBox);
  const radiusOption = new Option('--radius <M>', 'radius of the patches, metres')
    .argParser(parse.parseOneMetres)
    .makeOptionMandatory();
  const stepOption = new Option('--step <M>', 'metres between lattice cells').argParser(parse.parseOneMetres);
  const encoderOption = new Option(
    '--encoder <E>',
    "name or id of an encoder; default: the project's default",
  );
  const crsOption = new Option(
    '--crs <C>',
    `CRS of the coordinates: longitude and latitude, or the DTM's (${writtenEndings(anyCrsPlaceFormats)})`,
  )
    .choices(exportCrs.options)
    .default('wgs84');
  const seedOption = new Option('--seed <S>', 'seed of the random numbers')
    .argParser(parse.parseWhole)
    .default(0);

  const command = <Options>(
    usage: string,
    what: string,
    work: Work<Options>,
    parent: Command = program,
  ): Command =>
    parent
      .command(usage)
      .description(what)
      .addOption(jsonOption)
      .action(async (...values: unknown[]) => {
        const self = values.at(-1) as Command;
        await run(work, self.args, self.opts<Options & { json?: boolean }>());
      });

  command('new <project>', 'create a project file', newCommand);
  command(
    'restore <project>',
    'create a project from the last backup of a damaged one, beside it',
    restoreCommand,
  );
  command('info <project>', 'show what a project holds', infoCommand).addOption(
    new Option('--at <LON,LAT>', 'also show the elevation of a place; may be given several times')
      .argParser(parse.collectPlaces)
      .default([]),
  );
  command('import <project> <dtm...>', `import DTMs: ${listFormats(terrainFormats)}`, importCommand)
    .option(
      '--crs <CRS>',
      'their CRS, overriding what they state: EPSG or ESRI code, well-known text (WKT) or PROJ text',
    )
    .addOption(
      new Option('--band <N>', 'band to read from files with several, counted from 1').argParser(
        parse.parseWhole,
      ),
    );

  const labels = program.command('labels').description('import, add or export labels');
  command(
    'import <project> <file>',
    `import labels: ${listFormats(labelFormats)}`,
    importLabelsCommand,
    labels,
  )
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
    .addOption(
      new Option('--interval <M>', 'metres between labels along lines')
        .argParser(parse.parseOneMetres)
        .default(100),
    )
    .addOption(
      new Option(
        '--polygons <P>',
        'what polygons become: one label inside each, or areas with or without the class',
      )
        .choices(polygonsAs.options)
        .default('inside'),
    );
  command('add <project>', 'add one label', addLabelCommand, labels)
    .requiredOption('--class <C>', 'the class')
    .requiredOption('--at <LON,LAT>', 'the place', parse.parsePlace)
    .option('--negative', 'the class does not occur there');
  command('export <project>', 'write all labels', exportLabelsCommand, labels)
    .requiredOption('--out <F>', `the file to write: ${writtenEndings(placeFormats)}`)
    .addOption(crsOption);
  command(
    'add-area <project>',
    'add an area that is entirely of a class, or entirely without it',
    addAreaCommand,
    labels,
  )
    .requiredOption('--class <C>', 'the class')
    .addOption(boxOption('box', 'the area'))
    .option('--polygon <file>', 'instead of --box: a GeoJSON file of polygons, each an area')
    .option('--negative', 'the class occurs nowhere in it')
    .addOption(
      new Option('--places <N>', 'number of labels spread over it; default: by its size').argParser(
        parse.parsePlaces,
      ),
    );

  command('train <project>', 'train a terrain encoder', trainCommand)
    .option('--preset <P>', `how to train: ${presetNames}`, 'topo2vec-4')
    .option('--paper', "use the paper's settings of the preset")
    .option('--name <E>', 'name of the encoder')
    .addOption(new Option('--images <N>', 'locations of the training set').argParser(parse.parseWhole))
    .addOption(new Option('--epochs <N>', 'how often each location is shown').argParser(parse.parseWhole))
    .addOption(new Option('--radius <M,M>', 'radii of the patches, metres').argParser(parse.parseMetres))
    .addOption(
      new Option('--learning-rate <R>', "highest learning rate, in place of the preset's").argParser(
        parse.parsePositive,
      ),
    )
    .addOption(seedOption)
    .option(
      '--class <C,C>',
      'the classes that cnn learns; default: peak, river, cliff, saddle',
      parse.parseNames,
    )
    .addOption(
      new Option(
        '--momentum <M>',
        'saumoco: momentum of the key encoder, the share kept at each step',
      ).argParser(parse.parseShare),
    )
    .addOption(
      new Option(
        '--temperature <T>',
        'saumoco: temperature that cosine similarities are divided by',
      ).argParser(parse.parsePositive),
    )
    .addOption(
      new Option(
        '--neighbour-radii <R>',
        'saumoco: greatest distance of neighbouring places, in radii',
      ).argParser(parse.parsePositive),
    )
    .option('--resume', 'resume from the newest checkpoint with the same settings');

  const encoders = program.command('encoders').description('list, export or import terrain encoders');
  command('list <project>', 'list the encoders of a project', listEncodersCommand, encoders);
  command(
    'export <project>',
    'write an encoder as TensorFlow.js layers models with its card',
    exportEncoderCommand,
    encoders,
  )
    .addOption(encoderOption)
    .requiredOption('--out <folder>', 'a new folder, or an empty one');
  command(
    'import <project> <folder>',
    'import an encoder from a folder of that kind',
    importEncoderCommand,
    encoders,
  );

  command('embed <project>', 'embed a lattice of the terrain', embedCommand)
    .addOption(encoderOption)
    .addOption(radiusOption)
    .addOption(stepOption.makeOptionMandatory())
    .addOption(boxOption('box', 'part of the terrain; default: all of it'));

  command('head <project>', 'train a head for a class and measure it on held-out terrain', headCommand)
    .requiredOption('--class <C>', 'the class')
    .addOption(encoderOption)
    .addOption(
      new Option('--radius <M>', "radius of the patches, metres; default: the class's").argParser(
        parse.parseOneMetres,
      ),
    )
    .addOption(boxOption('train-box', 'where to train'))
    .addOption(boxOption('test-box', 'where to test; default: cross-validation over spatial blocks'))
    .addOption(
      new Option('--train-size <N>', 'locations to train on, half positive').argParser(parse.parseWhole),
    )
    .addOption(
      new Option('--test-size <N>', 'locations to test on, half positive').argParser(parse.parseWhole),
    )
    .addOption(new Option('--c <C>', "the SVM's C; default: the encoder's").argParser(parse.parsePositive))
    .option('--symmetries', 'also train on rotated and mirrored copies of each patch')
    .addOption(new Option('--gamma <G>', "the kernel's gamma; default: scale").argParser(parse.parsePositive))
    .option('--balanced', 'give positives and negatives equal total weight')
    .addOption(seedOption);

  command('detect <project>', 'find classes at several radii', detectCommand)
    .requiredOption('--class <C,C>', 'the classes', parse.parseNames)
    .addOption(
      new Option('--radius <M,M>', "the radii, metres; default: the classes'").argParser(parse.parseMetres),
    )
    .addOption(
      new Option('--step <M>', 'metres between lattice cells; default: half the radius').argParser(
        parse.parseOneMetres,
      ),
    )
    .addOption(encoderOption)
    .addOption(boxOption('box', 'part of the terrain; default: all of it'))
    .addOption(
      new Option(
        '--threshold <T>',
        'minimum probability; default: the one with the best F1 on held-out terrain, at most 0.25',
      ).argParser(parse.parseShare),
    )
    .addOption(
      new Option(
        '--precision <S>',
        'instead of --threshold: minimum share of detections that are known places, such as 0.8',
      )
        .argParser(parse.parseShare)
        .conflicts(['threshold', 'recall']),
    )
    .addOption(
      new Option(
        '--recall <S>',
        'instead of --threshold: minimum share of known places that are detected, such as 0.9',
      )
        .argParser(parse.parseShare)
        .conflicts(['threshold', 'precision']),
    )
    .addOption(
      new Option(
        '--flat <N>',
        "leave out patches with less relief than this many times the DTM's vertical noise; 0: none",
      )
        .argParser(parse.parseNotNegative)
        .default(FLAT_TIMES),
    );

  command('retrieve <project>', 'find look-alikes of places', retrieveCommand)
    .addOption(
      new Option('--at <LON,LAT>', 'a place; may be given several times')
        .argParser(parse.collectPlaces)
        .default([])
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--not-at <LON,LAT>',
        'a place that look-alikes must not be like; may be given several times',
      )
        .argParser(parse.collectPlaces)
        .default([]),
    )
    .addOption(encoderOption)
    .addOption(radiusOption)
    .addOption(
      new Option('--search-radius <M,M>', 'radii to search at; default: that of the places').argParser(
        parse.parseMetres,
      ),
    )
    .addOption(
      new Option('--step <M>', 'metres between lattice cells; default: half the radius').argParser(
        parse.parseOneMetres,
      ),
    )
    .addOption(boxOption('box', 'part of the terrain; default: all of it'))
    .addOption(new Option('-k <N>', 'number of look-alikes').argParser(parse.parseWhole).default(20))
    .option('--orientation-matters', 'rank rotated and mirrored look-alikes as less similar')
    .option('--out <F>', `the file to write them to: ${writtenEndings(placeFormats)}`)
    .addOption(crsOption);

  const experiment = command(
    'experiment <project> <experiment>',
    'run an experiment: scale-finder, table1, table2, map, retrieval, reconstruction or map-quality',
    experimentCommand,
  );
  for (const option of experimentOptions()) experiment.addOption(option);

  command('export <project>', 'write detections', exportCommand)
    .addOption(new Option('--run <ID>', 'the run; default: the newest').argParser(parse.parseWhole))
    .addOption(
      new Option('--radius <M,M>', 'the radii, metres; default: all of the run').argParser(parse.parseMetres),
    )
    .requiredOption('--out <F>', `the file to write: ${writtenEndings(placeFormats)}`)
    .addOption(crsOption);

  command(
    'sample',
    'run the whole workflow on the sample project: detections, a picture and a report',
    sampleCommand,
  ).requiredOption('--out <folder>', 'where to write');
  command('doctor', 'show runtimes and device, and what would make the program faster', doctor);

  program.addHelpText(
    'after',
    `
Example:
  topo2vec new alps.topo2vec
  topo2vec import alps.topo2vec davos.tif
  topo2vec labels import alps.topo2vec alps.osm.pbf --class peaks,saddles
  topo2vec detect alps.topo2vec --class peaks --radius 240,480,960
  topo2vec export alps.topo2vec --out peaks.geojson`,
  );
  return program;
}

async function run<Options>(
  work: Work<Options>,
  args: string[],
  options: Options & { json?: boolean },
): Promise<void> {
  const output = new Output(options.json === true);
  try {
    const workbench = new Workbench(output, RESOURCES_DIR);
    try {
      await work(workbench, output, args, options);
    } finally {
      const { setAside } = workbench.local.settings;
      if (setAside !== null) process.stderr.write(`${setAside}\n`);
      await workbench.close();
    }
  } catch (error) {
    output.endProgress();
    const explained = userErrorOf(error);
    if (explained === null) console.error(error);
    else process.stderr.write(`${explained.message}\n`);
    process.exitCode =
      explained === null || explained.code === 'cancelled' || explained.code === 'compute-stopped' ? 1 : 2;
  }
}
