import type { ExperimentSpec, TableMethod } from '../../../../shared/experiments/experiments';
import type { LonLat, LonLatBox } from '../../../../shared/geo/lonLat';

/** The file that a table's columns are read from where the command cannot say them. */
const COLUMNS_FILE = 'columns.json';

/**
 * The command that runs an experiment again on its project, quoted for a POSIX shell, an option a line.
 * @param project name of the project file
 */
export function commandLine(spec: ExperimentSpec, project: string): string {
  const options = optionsOf(spec).map((words) => words.map(quoted).join(' '));
  return [`topo2vec experiment ${quoted(fileWord(project))} ${spec.experiment}`, ...options].join(' \\\n  ');
}

/** What the command does not say by itself: sentences; empty where it says all. */
export function commandNotes(spec: ExperimentSpec): string[] {
  switch (spec.experiment) {
    case 'table1':
    case 'table2':
      return needsColumnsFile(spec)
        ? [
            `${COLUMNS_FILE} is the list spec.columns of the JSON beside this report, with radii and given locations.`,
          ]
        : [];
    case 'map':
      return spec.stepM === null
        ? []
        : [`The command takes half the radius for a step instead of ${spec.stepM} m.`];
    case 'retrieval':
      return spec.queries === 5 && spec.shown === 8
        ? []
        : [
            `The command shows 5 query places and 8 of the nearest; here they were ${spec.queries} and ${spec.shown}.`,
          ];
    case 'scale-finder':
    case 'reconstruction':
    case 'map-quality':
      return [];
  }
}

function optionsOf(spec: ExperimentSpec): string[][] {
  switch (spec.experiment) {
    case 'scale-finder':
      return [
        option('classes', spec.classIds),
        option('radius', spec.radiiM),
        option('train-size', [spec.locations]),
        option('seeds', [spec.seeds]),
        ...boxOption('box', spec.box),
      ];
    case 'table1':
    case 'table2':
      return tableOptions(spec);
    case 'map':
      return [
        option('classes', spec.classIds),
        option('radius', spec.radiiM),
        ...encoderOption(spec.encoderId),
        ...(spec.polygon === undefined ? [] : [placesOption('polygon', spec.polygon)]),
        option('threshold', [spec.threshold]),
      ];
    case 'retrieval':
      return [
        option('classes', spec.classIds),
        option('encoders', spec.encoderIds),
        option('radius', [spec.radiusM]),
        option('seeds', [spec.seeds]),
        ...boxOption('box', spec.box),
      ];
    case 'reconstruction':
      return [
        ...spec.locations.map((location) => placesOption('at', [location])),
        option('radius', spec.radiiM),
        ...encoderOption(spec.encoderId),
      ];
    case 'map-quality':
      return [
        option('classes', spec.classIds),
        option('encoders', spec.encoderIds),
        option('radius', [spec.radiusM]),
        ...boxOption('train-box', spec.trainBox),
        ...boxOption('test-box', spec.testBox),
        ...(spec.bothWays ? [] : [['--one-way']]),
        ...numberOption('step', spec.stepM),
        ...numberOption('tolerance', spec.toleranceM),
        ...(spec.leastElevationM === undefined ? [] : [[`--least-elevation=${spec.leastElevationM}`]]),
        option('rivals', spec.rivals.length === 0 ? ['none'] : spec.rivals),
        ...(spec.rivals.includes('network') ? [option('network-steps', [spec.networkSteps])] : []),
        option('draws', [spec.draws]),
      ];
  }
}

type TableSpec = Extract<ExperimentSpec, { experiment: 'table1' | 'table2' }>;

/** The command takes one radius, and neither titles nor locations. */
const needsColumnsFile = ({ columns }: TableSpec): boolean =>
  columns.some(
    ({ given, title, radiusM }) =>
      given !== undefined || title !== undefined || radiusM !== columns[0]?.radiusM,
  );

function tableOptions(spec: TableSpec): string[][] {
  const { columns, methods, trainBox, testBox, trainSize, testSize, seeds } = spec;
  return [
    ...(needsColumnsFile(spec)
      ? [option('given', [COLUMNS_FILE])]
      : [
          option(
            'classes',
            columns.map(({ classId }) => classId),
          ),
          option('radius', [columns[0]?.radiusM ?? 0]),
        ]),
    option('encoders', methods.map(rowWord)),
    ...boxOption('train-box', trainBox),
    ...boxOption('test-box', testBox),
    option('train-size', [trainSize]),
    option('test-size', [testSize]),
    option('seeds', [seeds]),
  ];
}

/** `cnn`, `3:10`, `3:10+symmetries`: an encoder's id and the SVM's C. */
const rowWord = (method: TableMethod): string =>
  typeof method === 'string'
    ? method
    : `${method.encoderId}:${method.c}${method.symmetries ? '+symmetries' : ''}`;

const option = (name: string, values: readonly (string | number)[]): string[] => [
  `--${name}`,
  values.join(','),
];

const numberOption = (name: string, value: number | null): string[][] =>
  value === null ? [] : [option(name, [value])];

const encoderOption = (encoderId: number | null): string[][] =>
  encoderId === null ? [] : [option('encoders', [encoderId])];

/** With `=`, since what lies in the west begins with a minus. */
const boxOption = (name: string, box: LonLatBox | undefined): string[][] =>
  box === undefined
    ? []
    : [[`--${name}=${[box.westDeg, box.southDeg, box.eastDeg, box.northDeg].join(',')}`]];

const placesOption = (name: string, places: readonly LonLat[]): string[] => [
  `--${name}=${places.map(({ lonDeg, latDeg }) => `${lonDeg},${latDeg}`).join(',')}`,
];

/** A file's name that no option is mistaken for. */
const fileWord = (name: string): string => (name.startsWith('-') ? `./${name}` : name);

/** A word as a POSIX shell reads it back. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
