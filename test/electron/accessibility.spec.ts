import { openSample } from './states';
import { expect, test } from './workbench';

/** What takes the focus by Tab on the page: of radio buttons of a group, the one that is checked. */
const byTab =
  ':is(button, input, select, textarea):not(:disabled, [tabindex="-1"], [type=radio]:not(:checked)), a[href], [tabindex="0"]';

test('every control of the start window can be reached by keyboard and shows its focus', async ({
  workbench,
}) => {
  const { page } = workbench;
  await openSample(workbench);
  const controls = await page.evaluate((selector) => {
    const found = [...document.querySelectorAll<HTMLElement>(selector)].filter(
      (element) => element.offsetParent !== null && element.getClientRects().length > 0,
    );
    for (const [index, element] of found.entries()) element.setAttribute('data-control', String(index));
    return found.length;
  }, byTab);
  expect(controls).toBeGreaterThan(50);

  const reached: (string | null)[] = [];
  const regions: string[] = [];
  for (let press = 0; press < controls; press++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      const isOutlined = (seen: Element | null | undefined, part?: string): boolean => {
        if (!(seen instanceof HTMLElement)) return false;
        const { outlineStyle, outlineWidth } = getComputedStyle(seen, part);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
      };
      return {
        control: element?.getAttribute('data-control') ?? null,
        name: `${element?.tagName ?? ''} ${element?.getAttribute('aria-label') ?? element?.textContent.trim() ?? ''}`,
        region: element?.closest('header, aside, main, footer')?.tagName ?? '',
        isSeen:
          isOutlined(element) || isOutlined(element, '::after') || isOutlined(element?.closest('label')),
      };
    });
    expect(at.isSeen, `The focus shows on ${at.name}`).toBe(true);
    reached.push(at.control);
    if (regions.at(-1) !== at.region) regions.push(at.region);
  }
  expect(new Set(reached).size).toBe(controls);
  // Header, layers and classes, map and scale, panels, status bar.
  expect(regions).toEqual(['HEADER', 'ASIDE', 'MAIN', 'ASIDE', 'FOOTER']);
});

test('focus returns to where it was', async ({ workbench }) => {
  const { page, menu } = workbench;
  await openSample(workbench);
  const map = page.getByRole('application', { name: 'Map' });

  for (const [keys, name] of [
    ['Control+k', 'Search commands, places, layers'],
    ['Control+g', 'Go to coordinates'],
    ['Control+e', 'Export'],
    ['?', 'Keyboard shortcuts'],
  ] as const) {
    await map.focus();
    await page.keyboard.press(keys);
    const dialog = page.getByRole('dialog', { name });
    await expect(dialog).toBeVisible();
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    // Tab stays within.
    for (let press = 0; press < 12; press++) {
      await page.keyboard.press('Tab');
      expect(
        await dialog.evaluate(
          (element) => element.contains(document.activeElement) || document.activeElement === document.body,
        ),
      ).toBe(true);
    }
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(map).toBeFocused();
  }

  await menu('Help', 'Take the tour');
  await expect(page.getByRole('dialog', { name: 'This is terrain' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(map).toBeFocused();

  for (const name of ['Liechtenstein sample', 'Tasks', 'Add layer', 'Choose the coordinate format']) {
    const button = page.getByRole('button', { name, exact: true });
    await button.focus();
    await page.keyboard.press('Enter');
    await expect(button).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('Escape');
    await expect(button).toHaveAttribute('aria-expanded', 'false');
    await expect(button).toBeFocused();
  }
});
