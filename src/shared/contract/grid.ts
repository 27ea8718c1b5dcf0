import { z } from 'zod';
import { lonLatBox } from '../geo/lonLat';
import { call, nothing, stream } from '../rpc/contract';
import {
  gridDetections,
  runVerdict,
  sampleAsked,
  sampledDetections,
  strongestAsked,
  strongestDetections,
} from './gridDetections';
import { gridHeads } from './gridHeads';
import { gridLabels } from './gridLabels';
import { gridSearch } from './gridSearch';
import { projectInfo } from './project';

/** Where a grid is, and how it is opened. */
const gridAccess = z.object({
  /** PostgreSQL address, without a password. */
  address: z.string(),
  /** Null: as PGPASSWORD or a .pgpass file says. It is kept in memory alone. */
  password: z.string().max(1000).nullable(),
});
export type GridAccess = z.infer<typeof gridAccess>;

const gridDtm = z.object({
  fingerprint: z.string(),
  /** The CRS as it was stated; null: the file's own. */
  crs: z.string().nullable(),
  /** 0-based; null: the only one. */
  band: z.number().int().nullable(),
  /** From the grid's folder of terrain, with slashes; or an https:// address. */
  path: z.string(),
  box: lonLatBox,
});
export type GridDtmFile = z.infer<typeof gridDtm>;

const openedGrid = z.object({
  /** UUID. */
  id: z.string(),
  /** As it may be stored. */
  address: z.string(),
  /** As it may be shown. */
  shown: z.string(),
  dtms: z.array(gridDtm),
});
export type OpenedGrid = z.infer<typeof openedGrid>;

/** Where the database of a grid states that its things are. It is written by others: nothing of it is contacted before its user allowed it. */
const statedPlaces = z.object({
  /** Folder or bucket of its shards. */
  data: z.string().nullable(),
  /** Servers and buckets of its DTMs, as in `gridPlaces`. */
  sources: z.array(z.string()),
});
export type StatedPlaces = z.infer<typeof statedPlaces>;

/** Everything that the engine asks of the process that knows PostgreSQL. */
export const gridContract = {
  grid: {
    /** Opens a grid in place of the last one. */
    open: call(gridAccess, openedGrid),
    /** Of the grid that is open. */
    states: call(nothing, statedPlaces),
  },
  /** Of the grid that is open. */
  labels: gridLabels,
  search: gridSearch,
  detections: gridDetections,
  heads: gridHeads,
} as const;

/** How a project is with its grid. */
const gridState = z.object({
  /** `waiting`: changes are on their way; `cut-off`: they are kept until the grid is reached again. */
  state: z.enum(['none', 'connecting', 'synchronised', 'waiting', 'cut-off']),
  /** The grid's address, as it may be shown; null where this computer does not know it. */
  grid: z.string().nullable(),
  /** The address as it was allowed, with how the connection is secured and without a password; null where nobody said it. */
  address: z.string().nullable(),
  /** Why it is cut off. */
  reason: z.string().nullable(),
});
export type GridState = z.infer<typeof gridState>;

/** A folder of the grid on this computer; null: where it was before, if anybody said. */
const folder = z.string().min(1).nullable();

/** A linked project, as windows see it. */
export const grid = {
  /** Makes a project with the terrain of a grid that shares its labels, and opens it. */
  open: call(
    gridAccess.extend({
      /** Folder of the grid's terrain on this computer. */
      terrain: z.string().min(1),
      data: folder,
      /** The project's file. */
      path: z.string().min(1),
    }),
    z.object({
      info: projectInfo,
      /** The grid's DTMs at addresses that the folder has no copies of, and the project therefore not. */
      elsewhere: z.number().int(),
    }),
  ),
  /** Connects the open project to its grid, which may have moved. */
  connect: call(gridAccess.extend({ terrain: folder, data: folder }), nothing),
  /** What the grid of the open project states and nobody allowed on this computer yet; `data` null: it is known where that is. */
  unallowed: call(nothing, statedPlaces),
  /** Lets the grid's data be read from there, and DTMs from servers and buckets. */
  allow: call(statedPlaces, nothing),
  /** What the grid of the open project has embedded. */
  layers: gridSearch.layers,
  /** What was detected in all of it, newest first. */
  runs: gridDetections.runs,
  /** Heads that people sent to it. */
  heads: gridHeads.list,
  /** Sends it a head of the project; returns its key there. */
  sendHead: call(z.object({ headId: z.number().int() }), z.string()),
  /** Takes one of its heads into the project; returns its id. */
  takeHead: call(z.object({ key: z.string() }), z.number().int()),
  /** The strongest detections of one of those runs, as `gridDetections.strongest`. */
  detections: stream(strongestAsked, strongestDetections),
  /** A random sample of one of those runs, as `gridDetections.sample`. */
  sample: stream(sampleAsked, sampledDetections),
  /** People's verdicts on detections of its runs, as the project has them. */
  verdicts: call(nothing, z.array(runVerdict)),
  /** Stores a verdict, as `detections.judge` does; it is shared as labels are. */
  judge: call(runVerdict.extend({ label: z.boolean() }), nothing),
  /** How the open project is with its grid, as it changes. */
  state: stream(nothing, gridState),
};
