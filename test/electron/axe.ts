import { source as axeSource } from 'axe-core';
import type { Page } from '@playwright/test';
import { z } from 'zod';

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

const violations = z.array(
  z.object({
    id: z.string(),
    nodes: z.array(z.object({ target: z.array(z.unknown()), failureSummary: z.string() })),
  }),
);

/** What axe finds wrong on the page by WCAG 2.1 AA, a line each. */
export async function wrongOn(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axeSource });
  const options = JSON.stringify({ runOnly: wcag, resultTypes: ['violations'] });
  // The page's policy lets in no script; the inspector may still evaluate.
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, ${options}).then((found) => found.violations)`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  return violations
    .parse(result.value)
    .flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) =>
          `${id}: ${target.join(' ')}: ${failureSummary.replaceAll(/\s*\n\s*/g, ' ')}`,
      ),
    );
}
