import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repoRoot } from '../setup/paths.mjs';
import { readRuntimes } from '../setup/runtimes.mjs';
import { shippedWorks } from './shippedWorks.mjs';

/** Path of the licences page, from the app's folder. */
export const licencesFile = 'out/licences/index.html';

/**
 * Writes the page of licences.
 *
 * @param {string[]} packages - folders of the npm packages that ship, from the checkout's.
 * @param {string} [root] - folder of the app that it goes into; without it, the checkout.
 * @throws {import('../setup/setupError.mjs').SetupError} when one may not ship.
 */
export function writeLicences(packages, root = repoRoot) {
  const file = join(root, licencesFile);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, licencesPage(shippedWorks(packages, readRuntimes())));
}

/**
 * @param {import('./thirdParty.mjs').ThirdParty[]} works
 * @returns {string} a page that lists them, then gives each text once with the works under it.
 */
export function licencesPage(works) {
  const byText = groupByText(works);
  const rows = works.map(
    ({ name, version, licence }) =>
      `<tr><td>${escape(name)}</td><td>${escape(version)}</td><td>${escape(licence)}</td></tr>`,
  );
  const texts = [...byText].map(
    ([text, holders]) =>
      `<h2>${holders.map(({ name }) => escape(name)).join(', ')}</h2>\n<pre>${escape(text)}</pre>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Licences</title>
<style>
  :root { color-scheme: light dark; }
  body { max-width: 720px; margin: 32px auto; padding: 0 24px; font: 14px/20px system-ui, sans-serif; }
  h1 { font-size: 20px; line-height: 28px; }
  h2 { margin-top: 32px; font-size: 14px; line-height: 20px; }
  table { border-collapse: collapse; }
  th, td { padding: 2px 16px 2px 0; text-align: left; vertical-align: top; }
  pre { font-size: 12px; line-height: 16px; white-space: pre-wrap; overflow-wrap: anywhere; }
</style>
<h1>Licences</h1>
<p>Topo2Vec Workbench is MIT-licensed. It ships with the works of others below, whose authors are thanked.</p>
<table>
<thead><tr><th>Work</th><th>Version</th><th>Licence</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
${texts.join('\n')}
</html>
`;
}

/** @param {import('./thirdParty.mjs').ThirdParty[]} works */
function groupByText(works) {
  /** @type {Map<string, import('./thirdParty.mjs').ThirdParty[]>} */
  const groups = new Map();
  for (const work of works) groups.set(work.text, [...(groups.get(work.text) ?? []), work]);
  return groups;
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
