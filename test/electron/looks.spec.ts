import { look } from './look';
import { eachState } from './states';
import { test } from './workbench';

test('nothing overflows in any state and size', async ({ workbench }) => {
  test.setTimeout(900_000);
  await eachState(workbench, (state) => look(workbench, state));
});
