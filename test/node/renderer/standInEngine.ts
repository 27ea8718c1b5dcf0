import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { z } from 'zod';
import { engineContract } from '../../../src/shared/contract/engine';
import type { Judgement, LabelCandidate } from '../../../src/shared/contract/labelling';
import type { ProjectInfo, Topic } from '../../../src/shared/contract/project';
import { encoderCard } from '../../../src/shared/encoders/encoderCard';
import type { LonLat } from '../../../src/shared/geo/lonLat';
import { labelClassCatalogue } from '../../../src/shared/labels/labelClasses';
import { connect } from '../../../src/shared/rpc/client';
import type { Client, Handlers } from '../../../src/shared/rpc/contract';
import { nodeChannel } from '../../../src/shared/rpc/ports';
import { serve } from '../../../src/shared/rpc/server';
import type { Task } from '../../../src/shared/task';

const { project, dtms, terrain, labels, labelling, encoders, heads } = engineContract;
const { detections, grid, regions, retrievals, experiments, explorations, mapLayers, tasks } = engineContract;

/** The part of the engine's contract that a labelling loop needs, and the lists that a window fetches. */
const served = {
  project: {
    ...{ open: project.open, info: project.info, watch: project.watch, changes: project.changes },
    ...{ undoState: project.undoState, undo: project.undo, device: project.device },
  },
  dtms: { list: dtms.list },
  terrain: { describe: terrain.describe },
  labels: { classes: labels.classes, list: labels.list, areas: labels.areas },
  labelling: { refit: labelling.refit, answer: labelling.answer, learning: labelling.learning },
  encoders: { list: encoders.list, presets: encoders.presets, layers: encoders.layers },
  heads: { list: heads.list },
  detections: { runs: detections.runs },
  grid: { verdicts: grid.verdicts },
  regions: { list: regions.list },
  retrievals: { list: retrievals.list },
  experiments: { list: experiments.list },
  explorations: { list: explorations.list },
  mapLayers: { list: mapLayers.list },
  tasks: { start: tasks.start, watch: tasks.watch, dismiss: tasks.dismiss },
} as const;

const info: ProjectInfo = {
  ...{ path: '/projects/alps.topo2vec', name: 'alps', box: null, upgraded: null, readOnly: false },
  ...{ dtmCount: 1, labelCount: 0, areaCount: 0, encoderCount: 1, headCount: 0, runCount: 0 },
  attributions: [],
};

const card = encoderCard.parse(
  JSON.parse(readFileSync(resolve('resources/encoders/polar/card.json'), 'utf8')),
);

const none = (): never[] => [];

/** What is sent whenever it changes, beginning with how it is. */
class Changing<T> {
  private version = 0;
  private wake: () => void = () => undefined;

  constructor(private value: T) {}

  set(value: T): void {
    this.value = value;
    this.version += 1;
    this.wake();
  }

  get(): T {
    return this.value;
  }

  async *events(): AsyncGenerator<T> {
    for (let seen = -1; ;) {
      while (seen === this.version) await new Promise<void>((next) => (this.wake = next));
      seen = this.version;
      yield this.value;
    }
  }
}

/** A search for the next labels, which ends when the test ends it. */
interface Search {
  readonly passed: readonly LonLat[];
  /** Ends it. @param found where the places are */
  readonly end: (found: readonly LonLat[]) => void;
}

/**
 * A project of two classes, peaks and saddles, behind the engine's contract: inputs and answers go through it. Labels are what
 * `answer` makes of them; the probabilities of a refit are 0.50 and a hundredth for each label.
 */
export class StandInEngine {
  /** Places that were to be judged, refit by refit. */
  readonly refits: (readonly LonLat[])[] = [];
  readonly searches: Search[] = [];
  classIds: readonly string[] = ['peak', 'saddle'];
  /** What is missing to fit a head. */
  missing: string | null = null;
  /** Name of a step after all answers. */
  lastStep: string | null = null;
  private labels: readonly (LonLat & { readonly classId: string; readonly positive: boolean })[] = [];
  private readonly changes = new Changing<{ topics: Topic[]; changes: number }>({ topics: [], changes: 0 });
  private readonly tasks = new Changing<Task[]>([]);
  private readonly channel = new MessageChannel();

  /** What the window is connected to. */
  connect(): Client<typeof engineContract> {
    serve(served, this.handlers(), nodeChannel(this.channel.port1), (error) => {
      throw error;
    });
    return connect(engineContract, nodeChannel(this.channel.port2), () => new Error('closed'));
  }

  readonly close = (): void => {
    this.channel.port1.close();
  };

  /** Removes a class and its labels, as another part of the window would. */
  removeClass(classId: string): void {
    this.classIds = this.classIds.filter((id) => id !== classId);
    this.setLabels(this.labels.filter((label) => label.classId !== classId));
  }

  /** As if the labels had been changed elsewhere. */
  setLabels(labels: StandInEngine['labels']): void {
    this.labels = labels;
    const { changes } = this.changes.get();
    this.changes.set({ topics: ['classes', 'labels', 'undo'], changes: changes + 1 });
  }

  private judge(): Judgement {
    const probability = 0.5 + this.labels.length / 100;
    return { probability, uncertainty: 1, diversity: 1, labelDistanceM: null };
  }

  private undoName(): string | null {
    const last = this.labels.at(-1);
    if (this.lastStep !== null) return this.lastStep;
    return last === undefined ? null : `${last.positive ? 'Confirm' : 'Reject'} ${last.classId}`;
  }

  private startSearch(passed: readonly LonLat[]): { taskId: number } {
    const id = this.searches.length + 1;
    const running: Task = {
      ...{ id, kind: 'next-labels', title: 'Choose places', state: 'running', done: 0, total: 1, unit: '' },
      ...{
        message: '',
        startedMs: Date.now(),
        remainingS: null,
        canPause: false,
        error: null,
        errorCode: null,
      },
      ...{ result: null, curve: null },
    };
    this.tasks.set([...this.tasks.get(), running]);
    const end = (found: readonly LonLat[]): void => {
      const candidates = found.map((place): LabelCandidate => ({ ...place, ...this.judge(), spacing: 1 }));
      const done: Task = { ...running, state: 'done', result: { kind: 'next-labels', candidates } };
      this.tasks.set(this.tasks.get().map((task) => (task.id === id ? done : task)));
    };
    this.searches.push({ passed, end });
    return { taskId: id };
  }

  private listLabels(): z.input<typeof labels.list.output> {
    const { labels: all } = this;
    return {
      ids: Uint32Array.from(all.keys()),
      lonDeg: Float64Array.from(all, ({ lonDeg }) => lonDeg),
      latDeg: Float64Array.from(all, ({ latDeg }) => latDeg),
      classIndex: Uint16Array.from(all, ({ classId }) => this.classIds.indexOf(classId)),
      positive: Uint8Array.from(all, ({ positive }) => Number(positive)),
      source: new Uint8Array(all.length),
      checked: new Uint8Array(all.length),
      ...{ names: all.map(() => ''), notes: all.map(() => '') },
      classIds: [...this.classIds],
    };
  }

  private handlers(): Handlers<typeof served> {
    return {
      project: {
        ...{ open: () => info, info: () => info, watch: () => this.changes.events() },
        changes: () => this.changes.get().changes,
        undoState: () => ({ undo: this.undoName(), redo: null }),
        undo: () => {
          const name = this.undoName();
          this.setLabels(this.labels.slice(0, -1));
          return name;
        },
        device: () => ({ device: 'cpu', name: '', kernels: '', software: {} }),
      },
      dtms: { list: none },
      terrain: {
        describe: () => ({
          box: { westDeg: 9, southDeg: 46, eastDeg: 10, northDeg: 47 },
          ...{ pixelM: 30, minRadiusM: 240, maxRadiusM: 960, radiiM: [240, 339, 480], minM: 0, maxM: 1 },
          crs: { code: 'EPSG:4326', name: 'WGS 84', unit: '°', writable: true },
          revision: 1,
        }),
      },
      labels: {
        classes: () =>
          labelClassCatalogue
            .filter(({ id }) => this.classIds.includes(id))
            .map((labelClass) => ({ ...labelClass, positives: 0, negatives: 0 })),
        list: () => this.listLabels(),
        areas: none,
      },
      labelling: {
        learning: () => null,
        refit: ({ places }) => {
          this.refits.push(places);
          const { missing } = this;
          return {
            ...{ missing, positives: 0, negatives: 0, drawn: 0, withoutPatch: 0, leftOut: 0, metrics: null },
            ...{ trend: [], refitMs: 1, mistakes: [], mistakeCount: 0 },
            judgements: places.map(() => (missing === null ? this.judge() : null)),
          };
        },
        answer: (label) => {
          this.setLabels([...this.labels, label]);
          return this.labels.length;
        },
      },
      encoders: {
        list: () => [{ id: 1, card, ownName: card.name, note: null, isDefault: true }],
        presets: none,
        layers: none,
      },
      ...{
        heads: { list: none },
        detections: { runs: none },
        grid: { verdicts: none },
        regions: { list: none },
        retrievals: { list: none },
      },
      ...{ experiments: { list: none }, explorations: { list: none }, mapLayers: { list: none } },
      tasks: {
        start: (spec) => this.startSearch(spec.kind === 'next-labels' ? spec.passed : []),
        watch: () => this.tasks.events(),
        dismiss: ({ taskId }) => {
          this.tasks.set(this.tasks.get().filter(({ id }) => id !== taskId));
        },
      },
    };
  }
}
