import { expect, type Workbench } from './workbench';

const sizes = [
  { width: 1024, height: 700 },
  { width: 1280, height: 800 },
] as const;

/** Pictures of the window in both sizes and themes. */
export async function look({ app, page, picture }: Workbench, name: string): Promise<void> {
  for (const size of sizes) {
    await app.evaluate(({ BrowserWindow }, { width, height }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
    }, size);
    await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(size.width);
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await picture(`${name}-${size.width}-${colorScheme}`);
    }
  }
}
