import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const folder = resolve(import.meta.dirname, '..', '..', '..', 'docs', 'guide');
const guide = readFileSync(join(folder, 'README.md'), 'utf8');
const pictures = readdirSync(join(folder, 'images'));

test('every image of the guide exists, and every image is used in it', () => {
  const shown = [...guide.matchAll(/!\[[^\]]+\]\(images\/([^)]+)\)/g)].map(([, name]) => name);
  expect(shown.length).toBeGreaterThan(7);
  expect(new Set(shown)).toEqual(new Set(pictures));
});

test('the images are small enough to ship', () => {
  const bytes = pictures.reduce((sum, name) => sum + statSync(join(folder, 'images', name)).size, 0);
  expect(bytes).toBeLessThan(2_000_000);
});

test('links within the guide lead to its headings', () => {
  const headings = [...guide.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
  );
  for (const [, anchor] of guide.matchAll(/\]\(#([^)]+)\)/g)) expect(headings).toContain(anchor);
});
