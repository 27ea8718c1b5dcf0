import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Marked } from 'marked';
import { repoRoot } from './setup/paths.mjs';

const folder = join(repoRoot, 'docs', 'guide');

/**
 * Renders the user's guide into the page's files, so that the Help menu shows it offline.
 *
 * @returns {import('vite').Plugin}
 */
export function guide() {
  return {
    name: 'guide',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'guide/index.html', source: renderGuide() });
      for (const name of readdirSync(join(folder, 'images'))) {
        const source = readFileSync(join(folder, 'images', name));
        this.emitFile({ type: 'asset', fileName: `guide/images/${name}`, source });
      }
    },
  };
}

/** @returns {string} the guide as a page */
function renderGuide() {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const id = text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
        return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
    },
  });
  const body = marked.parse(readFileSync(join(folder, 'README.md'), 'utf8'), { async: false });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Guide – Topo2Vec Workbench</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

const style = `
:root { color-scheme: light dark; --page: #ffffff; --text: #1c1d1b; --quiet: #686862; --line: #e2e1dc; --accent: #0b6b69; }
@media (prefers-color-scheme: dark) {
  :root { --page: #1c1f1e; --text: #e9e9e4; --quiet: #9b9c96; --line: #2e3331; --accent: #4fc3b4; }
}
body { max-width: 720px; margin: 0 auto; padding: 32px 24px 80px; font: 14px/1.6 'Inter', system-ui, sans-serif;
  background: var(--page); color: var(--text); }
h1 { font-size: 24px; line-height: 1.25; }
h2 { font-size: 18px; margin: 40px 0 8px; padding-top: 16px; border-top: 1px solid var(--line); }
h3 { font-size: 14px; margin: 24px 0 4px; }
ul { padding-left: 20px; }
h1 ~ ul:first-of-type { columns: 3; list-style: none; padding: 0; }
a { color: var(--accent); }
img { display: block; max-width: 100%; border: 1px solid var(--line); border-radius: 6px; margin: 16px 0 4px; }
img + em, p > em:only-child { color: var(--quiet); font-style: normal; font-size: 12px; }
table { border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: 4px 16px 4px 0; border-bottom: 1px solid var(--line); }
kbd, code { font: 12px ui-monospace, monospace; padding: 1px 4px; border: 1px solid var(--line); border-radius: 4px; }
`;
