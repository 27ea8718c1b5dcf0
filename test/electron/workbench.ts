import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test as base, _electron, expect, type ElectronApplication, type Page } from '@playwright/test';

const root = resolve(__dirname, '..', '..');
const screenshots = join(root, 'test-results', 'screenshots');

/** How many times slower pages run than the machine could, for tests on any machine as on a slow one. */
const slowedTimes = Number(process.env.TOPO2VEC_SLOWED ?? 1);

/** The app under test: its window, and what a person does beside it. */
export interface Workbench {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** A folder of the test's own. */
  readonly folder: string;
  /** Saves a picture of the window for inspection. */
  readonly picture: (name: string) => Promise<void>;
  /** Drops files on the window, as from a file manager. */
  readonly drop: (...paths: string[]) => Promise<void>;
  /** Chooses a path in the next save dialog. */
  readonly saveAs: (path: string) => Promise<void>;
  /** Chooses a path in the next open dialog. */
  readonly openFrom: (path: string) => Promise<void>;
  /** Picks a menu entry by its label, once it can be chosen. */
  readonly menu: (...labels: string[]) => Promise<void>;
  /** Closes the app and starts it again on the same user folder; `app` and `page` are then the new ones. */
  readonly restart: (...projects: string[]) => Promise<void>;
}

/** Playwright's test, with the app started on an empty user folder. */
export const test = base.extend<{ workbench: Workbench; tourSeen: boolean }>({
  /** Whether the tour of the first start is switched off. */
  tourSeen: [true, { option: true }],
  workbench: async ({ viewport, tourSeen }, use) => {
    const { electronPath } = await import('../../scripts/setup/electron.mjs');
    const folder = mkdtempSync(join(tmpdir(), 'topo2vec-e2e-'));
    mkdirSync(screenshots, { recursive: true });
    mkdirSync(join(folder, 'user'));
    writeFileSync(join(folder, 'user', 'settings.json'), JSON.stringify({ tourSeen }));
    const errors: string[] = [];
    const start = async (...projects: string[]): Promise<{ app: ElectronApplication; page: Page }> => {
      const app = await _electron.launch({
        executablePath: electronPath(),
        // The program chooses the colour scheme.
        colorScheme: null,
        args: [
          ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
          `--user-data-dir=${join(folder, 'user')}`,
          root,
          ...projects,
        ],
      });
      const page = await app.firstWindow();
      await slowDown(page);
      // A window that is refused is gone again.
      app.on('window', (opened) => void slowDown(opened).catch(() => undefined));
      await app.evaluate(
        ({ BrowserWindow }, size) => {
          BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
        },
        viewport ?? { width: 1280, height: 800 },
      );
      // Questions, such as the one before work is stopped, are answered by their first button.
      await app.evaluate(({ dialog }) => {
        dialog.showMessageBox = () => Promise.resolve({ response: 0, checkboxChecked: false });
      });
      page.on('pageerror', (error) => errors.push(error.message));
      return { app, page };
    };
    let { app, page } = await start();
    await use({
      get app() {
        return app;
      },
      get page() {
        return page;
      },
      folder,
      restart: async (...projects) => {
        await app.close();
        ({ app, page } = await start(...projects));
      },
      picture: async (name) => {
        await page.screenshot({ path: join(screenshots, `${name}.png`) });
      },
      drop: async (...paths) => {
        const session = await page.context().newCDPSession(page);
        const data = { items: [], files: paths, dragOperationsMask: 1 };
        for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
          await session.send('Input.dispatchDragEvent', { type, x: 600, y: 300, data });
        }
        await session.detach();
      },
      saveAs: async (path) => {
        await app.evaluate(({ dialog }, filePath) => {
          dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
        }, path);
      },
      openFrom: async (path) => {
        await app.evaluate(({ dialog }, filePath) => {
          dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [filePath] });
        }, path);
      },
      menu: async (...labels) => {
        // As a person does: an entry is clicked when it is there and can be chosen.
        const click = (): Promise<boolean> =>
          app.evaluate(({ Menu, BrowserWindow }, wanted) => {
            let items = Menu.getApplicationMenu()?.items ?? [];
            let found: Electron.MenuItem | undefined;
            for (const label of wanted) {
              found = items.find((item) => item.label.replace('&', '') === label);
              items = found?.submenu?.items ?? [];
            }
            const offered = found?.enabled === true ? found : undefined;
            offered?.click({}, BrowserWindow.getAllWindows()[0]);
            return offered !== undefined;
          }, labels);
        await expect.poll(click, `The menu has no ${labels.join(' › ')} to choose`).toBe(true);
      },
    });
    await app.close();
    rmSync(folder, { recursive: true, force: true });
    if (errors.length > 0) throw new Error(`The page threw: ${errors.join('; ')}`);
  },
});

export { expect };

/** Slows a page's scripts and drawing, for as long as it is open. */
async function slowDown(page: Page): Promise<void> {
  if (slowedTimes === 1) return;
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowedTimes });
}

/** A file of the fixtures. */
export const fixture = (...parts: string[]): string => join(root, 'test', 'fixtures', ...parts);
