import { Option } from 'commander';
import { gridFormats, placeFormats, writtenEndings } from '../../shared/fileFormats';
import { headKind } from '../../shared/heads/headKinds';
import { exploreCommand } from './exploreCommand';
import { compareKindsCommand } from './compareKindsCommand';
import { compareHeadsCommand } from './labellingCommands';
import { experimentCommand, experimentIds } from './experimentCommands';
import { experimentOptions } from './experimentFlags';
import { exportCommand } from './exportCommand';
import { detectCommand, retrieveCommand } from './findingCommands';
import { headCommand } from './learningCommands';
import * as parse from './values';
import {
  boxOption,
  crsOption,
  encoderOption,
  flatOption,
  radiusOption,
  regionOption,
  seedOption,
  stepOption,
} from './options';
import type { AddCommand } from './addCommand';

/** Adds the commands that train heads, and find and measure with them. */
export function addFindingCommands(add: AddCommand): void {
  add('head <project>', 'train a head for a class and measure it on held-out terrain', headCommand)
    .requiredOption('--class <C>', 'the class')
    .addOption(encoderOption())
    .addOption(
      new Option('--radius <M>', "radius of the patches, metres; default: the class's").argParser(
        parse.parseOneMetres,
      ),
    )
    .addOption(boxOption('train-box', 'where to train'))
    .addOption(regionOption('train-box'))
    .addOption(boxOption('test-box', 'where to test; default: cross-validation over spatial blocks'))
    .addOption(regionOption('test-box'))
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
    .addOption(
      new Option('--kind <K>', 'kind of head').choices(headKind.options).default(headKind.options[0]),
    )
    .addOption(seedOption());
  add(
    'compare-kinds <project>',
    'compare kinds of heads on the same labels: map quality, learning curve',
    compareKindsCommand,
  )
    .requiredOption('--class <C>', 'the class')
    .addOption(encoderOption())
    .addOption(
      new Option('--radius <M>', "radius of the patches, metres; default: the class's").argParser(
        parse.parseOneMetres,
      ),
    )
    .addOption(boxOption('train-box', 'where to train and measure'))
    .addOption(seedOption());
  add(
    'compare-heads <project> <head> <other>',
    'compare two heads of a class, by their ids, wherever the terrain has patches',
    compareHeadsCommand,
  )
    .addOption(boxOption('box', 'where to compare'))
    .addOption(regionOption('box'));
  add(
    'explore <project>',
    "describe the space of an area's embeddings: principal axes, clusters",
    exploreCommand,
  )
    .addOption(encoderOption())
    .addOption(radiusOption())
    .addOption(stepOption())
    .addOption(boxOption('box', 'part of the terrain; default: all of it'))
    .addOption(regionOption('box'))
    .addOption(new Option('--clusters <N>', 'number of clusters').argParser(parse.parseWhole).default(8))
    .addOption(seedOption())
    .option('--out <FILE>', 'also write its places as CSV, with their clusters and coordinates');
  add(
    'detect <project>',
    'find classes at several radii; several encoders, boxes or thresholds make a series of named runs',
    detectCommand,
  )
    .option('--name <NAME>', 'name of the run; default: made of its settings')
    .addOption(
      new Option('--each <W>', 'give each class, or each radius, a run of its own; may be given twice')
        .argParser(parse.collectEach)
        .default([]),
    )
    .requiredOption('--class <C,C>', 'the classes', parse.parseNames)
    .addOption(
      new Option('--radius <M,M>', "the radii, metres; default: the classes'").argParser(parse.parseMetres),
    )
    .addOption(stepOption())
    .option('--encoder <E,E>', "names or ids of encoders; default: the project's default", parse.parseNames)
    .addOption(
      new Option('--box <W,S,E,N>', 'part of the terrain; may be given several times; default: all of it')
        .argParser(parse.collectBoxes)
        .default([]),
    )
    .addOption(
      new Option('--region <NAME>', 'a region saved in the project; may be given several times')
        .argParser((name, before: string[]) => [...before, name])
        .default([]),
    )
    .addOption(
      new Option(
        '--threshold <T,T>',
        'minimum probabilities; default: the one with the best F1 on held-out terrain, at most 0.25',
      ).argParser(parse.parseShares),
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
    .addOption(flatOption());

  add('retrieve <project>', 'find look-alikes of places', retrieveCommand)
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
    .addOption(encoderOption())
    .addOption(radiusOption())
    .addOption(
      new Option('--search-radius <M,M>', 'radii to search at; default: that of the places').argParser(
        parse.parseMetres,
      ),
    )
    .addOption(stepOption())
    .addOption(boxOption('box', 'part of the terrain; default: all of it'))
    .addOption(regionOption('box'))
    .addOption(new Option('-k <N>', 'number of look-alikes').argParser(parse.parseWhole).default(20))
    .option('--orientation-matters', 'rank rotated and mirrored look-alikes as less similar')
    .option('--out <F>', `the file to write them to: ${writtenEndings(placeFormats)}`)
    .addOption(crsOption());
  const experiment = add(
    'experiment <project> <experiment>',
    `run an experiment: ${experimentIds.join(', ')}`,
    experimentCommand,
  );
  for (const option of experimentOptions()) experiment.addOption(option);
  add('export <project>', 'write detections, or a map of a run', exportCommand)
    .addOption(new Option('--run <ID>', 'the run; default: the newest').argParser(parse.parseWhole))
    .addOption(
      new Option('--radius <M,M>', 'radii, metres; default: all of the run. A map has one radius').argParser(
        parse.parseMetres,
      ),
    )
    .addOption(
      new Option(
        '--map <M>',
        "instead of detections: the likeliest class of each place, a class's probability, or the embeddings of a layer",
      ).choices(['classes', 'probability', 'embeddings']),
    )
    .addOption(
      new Option('--layer <ID>', 'the layer of the embeddings; default: the only one').argParser(
        parse.parseWhole,
      ),
    )
    .option('--class <C>', 'the class of the probability; default: the only one of the run')
    .addOption(
      new Option(
        '--threshold <T>',
        'probability from which a map of classes shows one; default: that of the run',
      ).argParser(parse.parseShare),
    )
    .addOption(boxOption('box', 'only detections or embeddings in it'))
    .addOption(regionOption('box'))
    .requiredOption(
      '--out <F>',
      `the file to write: ${writtenEndings(placeFormats)}; of a map ${writtenEndings(gridFormats)}`,
    )
    .addOption(
      new Option(
        '--crs <C>',
        "CRS of the coordinates: longitude and latitude, or the DTM's; of a map the UTM zone it was made in, or the DTM's",
      )
        .choices(['wgs84', 'utm', 'dtm'])
        .default(undefined, 'wgs84, of a map utm'),
    );
}
