import { type Command, Option } from 'commander';
import { UserError } from '../../shared/errors';
import { placeFormats, writtenEndings } from '../../shared/fileFormats';
import { addTo } from './addCommand';
import { addExplained } from './explained';
import { boxOption, flatOption, stepOption } from './options';
import type { Output } from './output';
import * as parse from './values';

/** The Node that grids need: that of pg-boss, and of zstd in Node. */
const LEAST_NODE = [22, 15] as const;

/** How old what nobody names must be before it is removed, days: searches that began before it was replaced have ended. */
const CLEANED_DAYS = 7;

/** What a grid's command does; it is loaded when it is asked for: local projects need none of it. */
type GridWork<Options> = () => Promise<(output: Output, args: string[], options: Options) => Promise<void>>;

/** `--region FILE`, in place of `--box` */
const placesOption = (what = 'the polygons of a GeoJSON file'): Option =>
  new Option('--region <FILE>', `instead of --box: ${what}`).conflicts('box');

/** Adds the commands of grids, which go beyond one machine. */
export function addGridCommands(program: Command): void {
  const command = <Options>(parent: Command, usage: string, what: string, work: GridWork<Options>): Command =>
    addExplained(parent, usage, what, async (output, self) => {
      refuseOldNode(process.versions.node);
      const loaded = await work();
      await loaded(output, self.args, self.opts<Options & { json?: boolean }>());
    });

  const grid = program
    .command('grid')
    .description('work beyond one machine: a grid in PostgreSQL, its shards in a folder or bucket');
  const terrainOption = new Option(
    '--terrain <FOLDER>',
    "the folder of the grid's DTMs, seen from this machine; needed once",
  );
  const dataOption = new Option(
    '--data <PLACE>',
    "where the grid's shards are, seen from this machine; needed once",
  );
  const allowOption = new Option(
    '--allow <PLACE,PLACE>',
    'servers (https://host) and buckets (s3://bucket) that DTMs may be read from; needed once',
  ).argParser(parse.parseNames);
  command(
    grid,
    'new <address>',
    'make a grid in an empty database',
    async () => (await import('./grid/make')).newGridCommand,
  )
    .requiredOption('--data <PLACE>', 'where its shards are kept: a shared folder, or s3://bucket/prefix')
    .option('--terrain <FOLDER>', 'the shared folder that holds its DTMs; default: this one')
    .addOption(
      new Option(
        '--shard-chunks <N>',
        'edge of a shard in chunks of 64 x 64 cells; default: 16, a million cells',
      ).argParser(parse.parseWhole),
    )
    .addOption(
      new Option(
        '--lease <S>',
        'seconds without a sign of life after which a shard is given to another worker, at least 10; default: 60',
      ).argParser(parse.parseWhole),
    )
    .addOption(
      new Option('--retries <N>', 'how often a failed shard is tried again; default: 4').argParser(
        parse.parseWhole,
      ),
    );
  command(
    grid,
    'add-dtm <address> <dtm...>',
    'add DTMs below its folder of terrain, or at https:// or s3:// addresses',
    async () => (await import('./grid/make')).addDtmCommand,
  )
    .option('--crs <CRS>', 'their CRS, overriding what they state: EPSG or ESRI code, WKT or PROJ text')
    .addOption(
      new Option('--band <N>', 'band to read from files with several, counted from 1').argParser(
        parse.parseBand,
      ),
    )
    .addOption(terrainOption);
  command(
    grid,
    'embed <address>',
    'queue the shards of a layer for the workers',
    async () => (await import('./grid/plan')).embedGridCommand,
  )
    .option('--encoder <E>', 'name of a shipped encoder, or a folder with card.json and weights.bin', 'polar')
    .addOption(
      new Option('--radius <M,M>', 'radii of the patches, metres')
        .argParser(parse.parseMetres)
        .makeOptionMandatory(),
    )
    .addOption(stepOption())
    .addOption(boxOption('box', 'only shards that hold a part of it; default: all'))
    .addOption(placesOption())
    .addOption(terrainOption)
    .addOption(allowOption);
  command(
    grid,
    'retrieve <address>',
    'find look-alikes of places in all shards of a layer',
    async () => (await import('./grid/find')).retrieveGridCommand,
  )
    .addOption(
      new Option('--at <LON,LAT>', 'a place; may be given several times')
        .argParser(parse.collectPlaces)
        .default([])
        .makeOptionMandatory(),
    )
    .option('--encoder <E>', 'name of the encoder, or the beginning of its key', 'polar')
    .addOption(
      new Option('--radius <M>', 'radius of the patches, metres')
        .argParser(parse.parseOneMetres)
        .makeOptionMandatory(),
    )
    .addOption(stepOption())
    .addOption(boxOption('box', 'only look-alikes in it; default: all'))
    .addOption(placesOption())
    .addOption(new Option('-k <N>', 'number of look-alikes').argParser(parse.parseWhole).default(20))
    .option('--orientation-matters', 'rank rotated and mirrored look-alikes as less similar')
    .option('--by-workers', 'search with the workers of the grid instead of on this machine')
    .addOption(dataOption)
    .addOption(terrainOption)
    .addOption(allowOption);
  command(
    grid,
    'detect <address>',
    'queue the detection of classes in the embedded shards for the workers, by heads of a project or of the grid',
    async () => (await import('./grid/detect')).detectGridCommand,
  )
    .addOption(
      new Option(
        '--project <FILE>',
        'the project whose heads are used; missing ones are trained, as `topo2vec detect` does',
      ),
    )
    .option('--class <C,C>', "the project's classes", parse.parseNames)
    .option('--encoder <E>', "name of the project's encoder; default: its default")
    .addOption(
      new Option(
        '--head <KEY,KEY>',
        'in place of a project: heads that people sent to the grid, by their keys (topo2vec grid heads)',
      )
        .argParser(parse.parseNames)
        .conflicts(['project', 'class', 'encoder']),
    )
    .addOption(
      new Option('--radius <M,M>', 'the radii, metres; default: those of classes or heads').argParser(
        parse.parseMetres,
      ),
    )
    .addOption(stepOption())
    .addOption(boxOption('box', 'only shards that hold a part of it; default: all'))
    .addOption(placesOption('a region saved in the project, or the polygons of a GeoJSON file'))
    .addOption(flatOption());
  command(
    grid,
    'detections <address>',
    'write detections to a file',
    async () => (await import('./grid/detections')).detectionsCommand,
  )
    .addOption(
      new Option(
        '--out <FILE>',
        `the file; its ending sets the format: .parquet (GeoParquet), ${writtenEndings(placeFormats)}`,
      ).makeOptionMandatory(),
    )
    .option('--class <C,C>', 'ids of the classes; default: all', parse.parseNames)
    .addOption(new Option('--radius <M,M>', 'only these radii, metres').argParser(parse.parseMetres))
    .addOption(
      new Option(
        '--from <P>',
        'minimum probability, 0 to 1; default: the one that the project would show them from',
      ).argParser(parse.parseShare),
    )
    .addOption(boxOption('box', 'only those in it; default: all'))
    .addOption(placesOption())
    .addOption(dataOption);
  command(
    grid,
    'catalog <address>',
    'write a STAC catalog of the shards beside them, for other programs',
    async () => (await import('./grid/find')).catalogCommand,
  )
    .option('--name <NAME>', 'what the terrain is called', 'a grid')
    .option('--licence <L>', "licence of the grid's DTMs, such as an SPDX identifier")
    .addOption(dataOption);
  const add = addTo(program);
  add<{ terrain?: string; data?: string }>(
    'open <address> <project>',
    'make a project with the terrain of a grid that shares its labels, or link one that is there',
    async (...given) => {
      await (await import('./grid/project')).openGridCommand(...given);
    },
    grid,
  )
    .addOption(terrainOption)
    .addOption(allowOption)
    .addOption(dataOption);
  add(
    'sync <project>',
    'send the labels of such a project to its grid, and receive those of others',
    async (workbench, output, args) => {
      await (await import('./grid/project')).syncCommand(workbench, output, args);
    },
    grid,
  );
  addExplained(
    grid,
    'labels <address>',
    'count the labels of a grid by class and labeller',
    async (output, self) => {
      const { gridLabelsCommand } = await import('./grid/labels');
      await gridLabelsCommand(output, self.args, self.opts<{ out?: string }>());
    },
  ).option('--out <FILE>', 'write them all as GeoJSON instead, with whose they are');
  command(
    grid,
    'heads <address>',
    'list the heads that people sent to the grid',
    async () => (await import('./grid/gridHeads')).headsCommand,
  );
  command(
    grid,
    'status <address>',
    'show how many shards are done, running, waiting and set aside',
    async () => (await import('./grid/find')).statusCommand,
  );
  command(
    grid,
    'retry <address>',
    'queue the shards again that were set aside',
    async () => (await import('./grid/plan')).retryCommand,
  );
  command(
    grid,
    'clean <address>',
    'find what killed workers left in the store, and what was replaced since',
    async () => (await import('./grid/clean')).cleanCommand,
  )
    .option('--remove', 'remove what is old enough')
    .addOption(
      new Option('--days <N>', 'how old it must be, days').argParser(parse.parseWhole).default(CLEANED_DAYS),
    )
    .addOption(dataOption);

  command(
    program,
    'worker <address>',
    'embed shards of a grid, and detect in them',
    async () => (await import('./grid/worker')).workerCommand,
  )
    .addOption(new Option('--cores <N>', 'threads to embed with; default: all').argParser(parse.parseWhole))
    .addOption(dataOption)
    .addOption(terrainOption)
    .addOption(allowOption)
    .addOption(
      new Option(
        '--metrics <PORT>',
        'port of the loopback interface for Prometheus; default: any that is free',
      ).argParser(parse.parseWhole),
    )
    .option('--name <NAME>', 'name of this worker; default: its host and process')
    .option('--until-done', 'end when no shard is left');
}

/** @throws UserError `bad-input` on a Node that is too old for grids */
function refuseOldNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  throw new UserError(
    'bad-input',
    `Grids need Node ${LEAST_NODE.join('.')} or later, and this is Node ${version}. Everything else works with it.`,
  );
}
