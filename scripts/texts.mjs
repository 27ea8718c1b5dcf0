// Lists every text that a user can meet in the window, the shell's dialogs, messages, reports and the command, one a line with its
// place, to be read by somebody who does not know the code: node scripts/texts.mjs > texts.tsv
import { join } from 'node:path';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'svelte/compiler';
import ts from 'typescript';
import { repoRoot } from './setup/paths.mjs';

/** Attributes that are read or spoken. */
const spoken = new Set(['aria-label', 'aria-description', 'title', 'placeholder', 'label', 'alt', 'caption']);

/** Rooms that talk to nobody. */
const silent = /\/(research|kernels|rpc)\//;

/** @type {Map<string, string>} places by text */
const found = new Map();

/**
 * @param {string} file
 * @param {string} source
 * @param {number} at
 * @param {string} text
 */
function add(file, source, at, text) {
  const plain = text.replaceAll(/\s+/g, ' ').trim();
  if (!/\p{L}{2}/u.test(plain) || found.has(plain)) return;
  found.set(plain, `${file}:${source.slice(0, at).split('\n').length}`);
}

/** Whether a literal of code is a sentence or a name, not an id. @param {string} text */
const isText = (text) =>
  /^[\p{Lu}“0-9]?.*\p{L} \p{L}/u.test(text) &&
  !/^(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|ALTER|WITH|FROM)\b/.test(text);

/**
 * @param {string} file
 * @param {string} source
 * @param {number} from where it lies in the file
 * @param {string} code
 */
function addLiterals(file, source, from, code) {
  const tree = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  /** @param {import('typescript').Node} node */
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) return;
    if (ts.isStringLiteralLike(node) && isText(node.text))
      add(file, source, from + node.getStart(), node.text);
    if (ts.isTemplateExpression(node)) {
      const text = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…');
      if (isText(text)) add(file, source, from + node.getStart(), text);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
}

/**
 * @param {string} file
 * @param {string} source
 */
function addMarkup(file, source) {
  /** @param {unknown} node */
  const visit = (node) => {
    if (Array.isArray(node)) for (const each of node) visit(each);
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    const { type, start, data, name } = /** @type {Record<string, unknown>} */ (node);
    if (type === 'Text' && typeof data === 'string') add(file, source, Number(start), data);
    if (type === 'Attribute' && !spoken.has(String(name))) return;
    if (type === 'ExpressionTag')
      addLiterals(
        file,
        source,
        Number(start),
        source.slice(Number(start) + 1, Number(/** @type {{ end: number }} */ (node).end) - 1),
      );
    for (const [key, child] of Object.entries(node)) if (key !== 'metadata') visit(child);
  };
  const { fragment, instance } = parse(source, { modern: true });
  visit(fragment);
  if (instance !== null) {
    const { start, end } = /** @type {{ start: number, end: number }} */ (
      /** @type {unknown} */ (instance.content)
    );
    addLiterals(file, source, start, source.slice(start, end));
  }
}

const files = readdirSync(join(repoRoot, 'src'), { recursive: true, encoding: 'utf8' }).map((name) =>
  join('src', name),
);
for (const file of files.sort()) {
  if (!/\.(ts|svelte)$/.test(file) || file.endsWith('.as.ts') || silent.test(file)) continue;
  const source = readFileSync(join(repoRoot, file), 'utf8');
  if (file.endsWith('.svelte')) addMarkup(file, source);
  else addLiterals(file, source, 0, source);
}
for (const [text, place] of found) console.log(`${place}\t${text}`);
