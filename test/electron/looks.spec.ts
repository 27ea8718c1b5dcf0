import { look } from './look';
import { eachState } from './states';
import { test } from './workbench';

test('every state looks right in all sizes and both themes, and nothing overflows', async ({ workbench }) => {
  test.setTimeout(3_600_000);
  await eachState(workbench, (state) => look(workbench, state));
});
