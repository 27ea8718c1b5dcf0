import { flushSync } from 'svelte';
import { afterAll, afterEach, beforeEach, expect, vi } from 'vitest';
import { loop } from '../../../src/renderer/features/labels/loop.svelte';
import { messages, project, view } from '../../../src/renderer/state/workbench.svelte';
import type { LonLat } from '../../../src/shared/geo/lonLat';
import { runEffects } from './runEffects.svelte';
import { StandInEngine } from './standInEngine';

// Of the shell nothing is wanted but that it may be left, and is informed of work.
vi.stubGlobal('window', {
  workbench: {
    mayStopWork: () => Promise.resolve(true),
    setWork: () => undefined,
    reportEnd: () => undefined,
  },
});

/** Places in a row, named by their number. */
export const places = (from: number, to: number): LonLat[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ lonDeg: 9, latDeg: 46 + (from + index) / 100 }));
export const numberOf = ({ latDeg }: LonLat): number => Math.round(100 * (latDeg - 46));
/** The numbers of the places that are proposed, in their order. */
export const waiting = (): number[] => loop.proposals.map(numberOf);

/** Waits until something is so, effects included. */
export const until = (isSo: () => void): Promise<void> =>
  vi.waitFor(
    () => {
      flushSync();
      isSo();
    },
    { interval: 2, timeout: 2_000 },
  );

/** The loop as it is shown to a user: before each test it is connected to another engine, which does as the test says. */
export class ShownLoop {
  engine = new StandInEngine();
  /** Leaves the panel that shows the loop. */
  leave = (): void => undefined;

  constructor() {
    let closeLast = (): void => undefined;
    beforeEach(async () => {
      this.engine = new StandInEngine();
      const engine = this.engine.connect();
      project.reach(engine);
      const path = '/projects/alps.topo2vec';
      await project.openFirst(engine, ({ project: there }) => there.open({ path }), path);
      closeLast();
      closeLast = this.engine.close;
      view.openPanel('labels');
      view.activateClass('peak');
      this.leave = runEffects(() => {
        loop.run();
      });
    });
    afterEach(() => {
      loop.stop();
      this.leave();
      // Nothing failed on the way.
      expect(messages.list.filter(({ kind }) => kind === 'error')).toEqual([]);
      for (const { id } of messages.list) messages.dismiss(id);
    });
    afterAll(() => {
      closeLast();
    });
  }

  /** Starts a loop whose first search finds so many places. */
  async start(found: number): Promise<void> {
    loop.start({ classId: 'peak', encoderId: 1, radiusM: 240 }, null);
    await until(() => {
      expect(this.engine.searches).toHaveLength(1);
    });
    this.engine.searches[0]?.end(places(1, found));
    await until(() => {
      expect(this.engine.refits.at(-1)).toHaveLength(found);
      expect(waiting()).toHaveLength(found);
    });
  }
}
