import type { Page } from '@playwright/test';
import { eachState } from './states';
import { expect, test } from './workbench';

const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;

/** Boxes whose contents must fit, and the texts of the scale's axis. */
async function laidOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wrong: string[] = [];
    const nameOf = (element: Element): string =>
      `${element.tagName.toLowerCase()} ${element.getAttribute('aria-label') ?? element.textContent.trim()}`;
    const holders = '[role=tabpanel], [role=tablist], header, footer, dialog[open], section, button, label';
    for (const box of document.querySelectorAll(holders)) {
      if (box.clientWidth > 0 && box.scrollWidth > box.clientWidth)
        wrong.push(`${nameOf(box)} is ${box.scrollWidth} px wide in ${box.clientWidth} px`);
    }
    for (const text of document.querySelectorAll('.grow')) {
      if (text.scrollWidth > text.clientWidth) wrong.push(`${nameOf(text)} is cut off`);
    }
    const labels = [...document.querySelectorAll('[aria-label=Scale] .label')]
      .map((label) => ({ text: label.textContent, box: label.getBoundingClientRect() }))
      .sort((a, b) => a.box.left - b.box.left);
    for (const [index, { text, box }] of labels.entries()) {
      const next = labels[index + 1];
      if (next !== undefined && next.box.left < box.right)
        wrong.push(`${text} overlaps ${next.text} on the scale`);
    }
    return wrong;
  });
}

test('every state looks right in both sizes and themes, and nothing overflows', async ({ workbench }) => {
  test.setTimeout(900_000);
  const { app, page, picture } = workbench;
  const wrong: string[] = [];
  await eachState(workbench, async (state) => {
    for (const size of sizes) {
      await app.evaluate(({ BrowserWindow }, { width, height }) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
      }, size);
      await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(size.width);
      // The map takes its new size with the next frame.
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      wrong.push(...(await laidOut(page)).map((line) => `${state}, ${size.width} px: ${line}`));
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await picture(`looks/${state}-${size.width}-${colorScheme}`);
      }
    }
    await app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800);
    });
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  });
  expect(wrong).toEqual([]);
});
