import { wrongOn } from './axe';
import { look } from './look';
import { eachState } from './states';
import { expect, test } from './workbench';

test('in every state nothing overflows in any size, and axe finds no violation in the light and dark themes', async ({
  workbench,
}) => {
  test.setTimeout(900_000);
  await eachState(workbench, async (state) => {
    await look(workbench, state);
    expect.soft(await wrongOn(workbench.page), state).toEqual([]);
  });
});
