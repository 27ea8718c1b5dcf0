import { expect, test } from 'vitest';
import { ViewState } from '../../../src/renderer/state/view.svelte';

/** A window's view of terrain with these radii, after one of them or another was chosen. */
function viewAt(chosenM: number, radiiM: readonly number[]): ViewState {
  const view = new ViewState(
    () => radiiM,
    () => undefined,
  );
  view.chooseRadius(chosenM);
  return view;
}

test('the current radius is the nearest there is to the one that was chosen', () => {
  expect(viewAt(480, [240, 480, 960]).radiusM).toBe(480);
  expect(viewAt(500, [240, 480, 960]).radiusM).toBe(480);
  // By ratio: 400 m is nearer to 800 m than to 100 m.
  expect(viewAt(400, [100, 800]).radiusM).toBe(800);
  // None was chosen yet.
  expect(viewAt(0, [240, 480]).radiusM).toBe(240);
  // There is no terrain yet.
  expect(viewAt(480, []).radiusM).toBe(480);
});

test('steps go from the current radius and stop at the widest', () => {
  const view = viewAt(500, [240, 480, 960]);
  view.stepRadius(1);
  expect(view.radiusM).toBe(960);
  view.stepRadius(1);
  expect(view.radiusM).toBe(960);
});
