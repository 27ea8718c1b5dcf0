import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './workbench';

test('a report runs no scripts and follows no links', async ({ workbench }) => {
  const { app, page } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  const folder = await page.evaluate(() => window.workbench.reportFolder());
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'hostile.html'),
    `<!doctype html><title>As written</title><script>document.title = 'It ran'</script>
    <a href="https://example.org/" style="position: fixed; inset: 0">leave</a>`,
  );
  await page.evaluate((path) => window.workbench.showReport(path), join(folder, 'hostile.html'));

  const after = await app.evaluate(async ({ BrowserWindow }) => {
    const report = BrowserWindow.getAllWindows().find(({ webContents }) =>
      webContents.getURL().endsWith('/hostile.html'),
    );
    if (report === undefined) throw new Error('There is no report window.');
    const { webContents } = report;
    const tried = new Promise<string>((resolve) => {
      webContents.once('will-navigate', (event, url) => {
        // The guard has run before this: what it let through would continue from here.
        resolve(`${event.defaultPrevented ? 'refused' : 'left for'} ${url}`);
      });
    });
    for (const type of ['mouseDown', 'mouseUp'] as const) {
      webContents.sendInputEvent({ type, x: 100, y: 100, button: 'left', clickCount: 1 });
    }
    return { navigation: await tried, url: webContents.getURL(), title: webContents.getTitle() };
  });
  expect(after).toEqual({
    navigation: 'refused https://example.org/',
    url: 'workbench://report/hostile.html',
    title: 'As written',
  });
});
