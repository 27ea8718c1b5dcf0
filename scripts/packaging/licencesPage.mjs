import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRuntimes } from '../setup/runtimes.mjs';
import { shippedWorks } from './shippedWorks.mjs';

/**
 * Writes the page of licences that the program shows.
 *
 * @param {string} folder - of the app; the page goes below its `out`.
 * @param {string[]} packages - folders of the npm packages that ship, from the checkout's.
 * @throws {import('../setup/setupError.mjs').SetupError} when one may not ship.
 */
export function writeLicences(folder, packages) {
  const licences = join(folder, 'out', 'licences');
  mkdirSync(licences, { recursive: true });
  writeFileSync(join(licences, 'index.html'), licencesPage(shippedWorks(packages, readRuntimes())));
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
