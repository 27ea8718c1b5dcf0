import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PNG } from 'pngjs';
import { addLayer, inPanel } from './layersPanel';
import { pixelsOf } from './pixels';
import { expect, test } from './workbench';

test('an online basemap is fetched only after consent', async ({ workbench }) => {
  const { page, picture } = workbench;
  const asked: string[] = [];
  const tile = new PNG({ width: 256, height: 256 });
  for (let at = 0; at < tile.data.length; at += 4) tile.data.set([40, 90, 200, 255], at);
  const png = PNG.sync.write(tile);
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(200, { 'Content-Type': 'image/png', 'Cache-Control': 'no-store' }).end(png);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}/{z}/{x}/{y}.png`;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  const layers = inPanel(page);
  const map = page.getByRole('application', { name: 'Map' });
  const blue = async (): Promise<number> => (await pixelsOf(map)).count('#285ac8', 3);

  await addLayer(page, 'Online basemap');
  const dialog = page.getByRole('dialog', { name: 'Online basemap' });
  await expect(dialog.getByText('which area you look at')).toBeVisible();
  await expect(dialog.getByLabel('Tile address')).toHaveValue(
    'https://tile.openstreetmap.org/{z}/{x}/{y}.png',
  );
  await dialog.getByLabel('Tile address').fill('ftp://example.org/{z}');
  await expect(dialog.getByRole('alert')).toContainText('starts with https://');
  await expect(dialog.getByRole('button', { name: 'Allow and show basemap' })).toBeDisabled();
  await dialog.getByLabel('Tile address').fill(address);
  await dialog.getByLabel('Attribution').fill('Map © the test');
  await picture('64-basemap-consent');
  expect(asked).toEqual([]);
  await dialog.getByRole('button', { name: 'Allow and show basemap' }).click();

  await expect.poll(blue).toBeGreaterThan(50_000);
  await expect(page.getByText('Map © the test')).toBeVisible();
  await expect(layers.getByText(`Tiles from 127.0.0.1:${port}.`)).toBeVisible();
  expect(asked.every((path) => /^\/\d+\/\d+\/\d+\.png$/.test(path))).toBe(true);
  await picture('65-basemap');

  // The page itself reaches no server, whether it was allowed or not, and the program only the one that was.
  const reached = await page.evaluate(async (url) => {
    const tries = [url, `/basemap/1/0/0?address=${encodeURIComponent(`${url}/{z}/{x}/{y}`)}`];
    const answers = await Promise.all(
      tries.map((each) =>
        fetch(each).then(
          ({ ok }) => ok,
          () => false,
        ),
      ),
    );
    return answers;
  }, `http://127.0.0.1:${port}/other`);
  expect(reached).toEqual([false, false]);
  expect(asked.filter((path) => path.startsWith('/other'))).toEqual([]);

  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await page.keyboard.press('+');
  await expect(layers.getByText(`127.0.0.1:${port} does not answer.`)).toBeVisible();
  await picture('66-basemap-offline');
  await expect.poll(blue).toBeLessThan(1000);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await layers.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(blue).toBeGreaterThan(50_000);
  await layers.getByRole('button', { name: 'Remove Online basemap' }).click();
  await expect(page.getByText('Map © the test')).toBeHidden();
  server.closeAllConnections();
  server.close();
});
