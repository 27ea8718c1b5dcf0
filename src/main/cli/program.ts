import { Command, type CommanderError } from 'commander';
import { version } from '../../../package.json';
import { addTo } from './addCommand';
import { doctor } from './doctor';
import { addEncoderCommands } from './encoderProgram';
import { addFindingCommands } from './findingProgram';
import { addGridCommands } from './gridProgram';
import { addLabelCommands } from './labelProgram';
import { addNameCommands } from './nameProgram';
import { addProjectCommands } from './projectProgram';
import { addRegionCommands } from './regionProgram';
import { sampleCommand } from './sample';

/** The `topo2vec` command. Exit codes: 0 success, 1 a bug or an interruption, 2 bad input. */
export function buildProgram(): Command {
  const program = new Command('topo2vec')
    .version(version, '--version', 'print the version')
    .description('Learns from terrain: label a few places, find every look-alike, at every scale.')
    .exitOverride((error: CommanderError) => {
      process.exit(error.exitCode === 0 ? 0 : 2);
    })
    .showHelpAfterError();

  const add = addTo(program);
  addProjectCommands(add);
  addLabelCommands(add, program);
  addRegionCommands(add, program);
  addEncoderCommands(add, program);
  addFindingCommands(add);
  addNameCommands(add, program);
  add(
    'sample',
    'run the whole workflow on the sample project: detections, a picture and a report',
    sampleCommand,
  ).requiredOption('--out <folder>', 'where to write');
  addGridCommands(program);
  add('doctor', 'show runtimes and device, and what would make the program faster', doctor);

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
