import { Option } from 'commander';
import { listFormats, terrainFormats } from '../../shared/fileFormats';
import { embedCommand } from './learningCommands';
import { importCommand, infoCommand, newCommand, restoreCommand } from './projectCommands';
import { packCommand } from './packCommand';
import * as parse from './values';
import { boxOption, encoderOption, gridOption, radiusOption, regionOption } from './options';
import type { AddCommand } from './addCommand';

/** Adds the commands that make a project and bring terrain into it. */
export function addProjectCommands(add: AddCommand): void {
  add('new <project>', 'create a project file', newCommand);
  add(
    'restore <project>',
    'create a project from the last backup of a damaged one, beside it',
    restoreCommand,
  );
  add('pack <project>', 'copy a project with its DTMs, to open it elsewhere', packCommand)
    .requiredOption('--out <F>', 'a new folder, or a file that ends in .zip')
    .option('--with-layers', 'include stored embeddings; otherwise they are computed again when needed')
    .addOption(gridOption());
  add('info <project>', 'show what a project holds', infoCommand).addOption(
    new Option('--at <LON,LAT>', 'also show the elevation of a place; may be given several times')
      .argParser(parse.collectPlaces)
      .default([]),
  );
  add('import <project> <dtm...>', `import DTMs: ${listFormats(terrainFormats)}`, importCommand)
    .option(
      '--crs <CRS>',
      'their CRS, overriding what they state: EPSG or ESRI code, well-known text (WKT) or PROJ text',
    )
    .addOption(
      new Option('--band <N>', 'band to read from files with several, counted from 1').argParser(
        parse.parseBand,
      ),
    );
  add('embed <project>', 'embed a lattice of the terrain', embedCommand)
    .addOption(encoderOption())
    .addOption(radiusOption())
    .addOption(
      new Option('--step <M>', 'metres between lattice cells')
        .argParser(parse.parseOneMetres)
        .makeOptionMandatory(),
    )
    .addOption(boxOption('box', 'part of the terrain; default: all of it'))
    .addOption(regionOption('box'));
}
