import { getRules, source as axeSource } from 'axe-core';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { expect } from './workbench';

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

const violations = z.array(
  z.object({
    id: z.string(),
    nodes: z.array(z.object({ target: z.array(z.unknown()), failureSummary: z.string() })),
  }),
);

/** Axe's rules of them that depend on colours. */
const ofColours = getRules(wcag)
  .filter(({ tags }) => tags.includes('cat.color'))
  .map(({ ruleId }) => ruleId);

/**
 * What axe finds wrong on the page by WCAG 2.1 AA, a line each: by all rules in the light theme, by those that depend on colours in
 * the dark one, which changes nothing else.
 */
export async function wrongOn(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const evaluate = async (expression: string): Promise<unknown> => {
    // The page's policy lets in no script; the inspector may still evaluate.
    const { result } = await session.send('Runtime.evaluate', {
      ...{ expression, awaitPromise: true, returnByValue: true },
    });
    return result.value;
  };
  if ((await evaluate('typeof axe')) === 'undefined') await evaluate(`${axeSource}; undefined`);
  const wrong: string[] = [];
  for (const [colorScheme, runOnly] of [
    ['light', wcag],
    ['dark', ofColours],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    const options = JSON.stringify({ runOnly, resultTypes: ['violations'] });
    const found = await evaluate(`axe.run(document, ${options}).then((found) => found.violations)`);
    for (const { id, nodes } of violations.parse(found))
      for (const { target, failureSummary } of nodes)
        wrong.push(
          `${colorScheme}: ${id}: ${target.join(' ')}: ${failureSummary.replaceAll(/\s*\n\s*/g, ' ')}`,
        );
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  await session.detach();
  return wrong;
}
