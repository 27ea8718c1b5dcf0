import type { Command } from 'commander';
import type { AddCommand } from './addCommand';
import { boxOption } from './options';
import {
  addRegionCommand,
  exportRegionsCommand,
  importRegionsCommand,
  listRegionsCommand,
  removeRegionCommand,
  renameRegionCommand,
} from './regionCommands';

/** Adds the commands of regions, which other commands take by `--region`. */
export function addRegionCommands(add: AddCommand, program: Command): void {
  const regions = program.command('regions').description('name parts of the Earth to work in');
  add('add <project> <name>', 'save a region', addRegionCommand, regions)
    .addOption(boxOption('box', 'its edges'))
    .option('--polygon <file>', 'instead of --box: a GeoJSON file with one polygon');
  add('list <project>', 'list regions with their boxes and areas', listRegionsCommand, regions);
  add('rename <project> <name> <new-name>', 'rename a region', renameRegionCommand, regions);
  add('remove <project> <name>', 'remove a region', removeRegionCommand, regions);
  add(
    'import <project> <file>',
    'add the polygons of a GeoJSON file by their property "name"',
    importRegionsCommand,
    regions,
  );
  add('export <project>', 'write all regions as GeoJSON', exportRegionsCommand, regions).requiredOption(
    '--out <F>',
    'the file to write: .geojson',
  );
}
