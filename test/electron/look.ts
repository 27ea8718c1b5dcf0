import type { Page } from '@playwright/test';
import { expect, type Workbench } from './workbench';

/** Sizes of the window that everything is looked at in; panels are at their narrowest in the smallest. The last is that of the tests. */
const sizes = [
  { width: 1024, height: 700, panels: 'narrowest' },
  { width: 1920, height: 1080, panels: 'as first' },
  { width: 1280, height: 800, panels: 'as first' },
] as const;

/** Whether pictures are taken, which takes longer than all else: TOPO2VEC_PICTURES=1. */
const photographed = process.env.TOPO2VEC_PICTURES === '1';

/** Looks at the window in all sizes: nothing overflows in any. Takes pictures in both themes, named by the state, if wanted. */
export async function look(workbench: Workbench, state: string): Promise<void> {
  const { app, page, picture } = workbench;
  for (const { width, height, panels } of sizes) {
    await app.evaluate(
      ({ BrowserWindow }, size) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
      },
      { width, height },
    );
    await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(width);
    // As the edge's own keys and double click do, without the focus, which an open dialog keeps.
    const edges = await page.getByRole('separator', { name: /^Width of/, includeHidden: true }).all();
    for (const edge of edges)
      await (panels === 'narrowest'
        ? edge.dispatchEvent('keydown', { key: 'Home' })
        : edge.dispatchEvent('dblclick'));
    // The map takes its new size with the next frame.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    expect.soft(await overflows(page), `${state}, ${width} px`).toEqual([]);
    for (const colorScheme of photographed ? (['dark', 'light'] as const) : []) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await picture(`looks/${state}-${width}-${colorScheme}`);
    }
  }
}

/** What does not fit: contents of boxes, what floats and leaves the window, and texts of the scale's axis. */
async function overflows(page: Page): Promise<string[]> {
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
    for (const box of document.querySelectorAll('dialog[open], [role=menu], .float')) {
      const { left, top, right, bottom } = box.getBoundingClientRect();
      if (left < 0 || top < 0 || right > window.innerWidth || bottom > window.innerHeight)
        wrong.push(`${nameOf(box)} leaves the window`);
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
