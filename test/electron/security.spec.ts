import { expect, fixture, test } from './workbench';

test('the page is sandboxed', async ({ workbench }) => {
  const { app, page } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();

  const inPage = await page.evaluate(() => ({
    require: typeof Reflect.get(window, 'require'),
    process: typeof Reflect.get(window, 'process'),
    opened: window.open('https://example.org') === null,
  }));
  expect(inPage).toEqual({ require: 'undefined', process: 'undefined', opened: true });

  const preferences = await app.evaluate(({ BrowserWindow, app: electron }) => ({
    windows: BrowserWindow.getAllWindows().length,
    url: BrowserWindow.getAllWindows()[0]?.webContents.getURL(),
    name: electron.getName(),
  }));
  expect(preferences.windows).toBe(1);
  expect(preferences.url).toBe('workbench://app/index.html');

  // Inline scripts are refused by the content security policy.
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.inlineRan = true';
    document.body.append(script);
    return Reflect.get(window, 'inlineRan') === true;
  });
  expect(ran).toBe(false);

  // Files beside the page cannot be reached through its scheme.
  const outside = await page.evaluate(async () => {
    const answer = await fetch('workbench://app/..%2f..%2fpackage.json').catch(() => null);
    return answer?.ok === true ? await answer.text() : 'refused';
  });
  expect(outside).toBe('refused');
});

test('a file that is not a DTM is refused with its name and the reason', async ({ workbench }) => {
  const { page, drop } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  await drop(fixture('osm', 'liechtenstein.osm.pbf').replace('liechtenstein.osm.pbf', 'not-terrain.tif'));
  await expect(page.getByRole('status').getByText(/not-terrain\.tif/)).toBeVisible();
});
