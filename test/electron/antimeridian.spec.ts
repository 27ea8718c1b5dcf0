import { join } from 'node:path';
import { expect, fixture, test } from './workbench';

test('terrain on both sides of the antimeridian forms one map', async ({ workbench }) => {
  const { page, picture, drop, saveAs, menu, folder } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  await saveAs(join(folder, 'taveuni.topo2vec'));
  await menu('File', 'New project…');
  await expect(page.getByText('taveuni', { exact: true })).toBeVisible();
  const files = ['antimeridian-west.tif', 'antimeridian-east.tif'];
  await drop(...files.map((name) => fixture('field', name)));
  for (const name of files) await expect(page.getByRole('button', { name, exact: true })).toBeVisible();

  const map = page.getByRole('application', { name: 'Map' });
  const shown = await map.boundingBox();
  if (shown === null) throw new Error('There is no map.');
  const under = page.getByRole('button', { name: /^Coordinates(?! in)/ });
  // The two files meet in the middle of the map, at 180 degrees.
  for (const [share, east] of [
    [0.4, false],
    [0.6, true],
  ] as const) {
    await page.mouse.move(shown.x + share * shown.width, shown.y + shown.height / 2);
    await expect(under).toHaveText(east ? /16\.5\d+ S 179\.9[89]\d* W/ : /16\.5\d+ S 179\.9[89]\d* E/);
    await expect(page.getByText(/^\d,?\d* m$|^\d+ m$/).first()).toBeVisible();
  }
  await picture('84-antimeridian');
});
