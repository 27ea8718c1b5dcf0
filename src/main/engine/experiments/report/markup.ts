/** A piece of HTML that is safe to put into a page. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What can be put into a piece of HTML: pieces as they are, all else escaped; null is nothing. */
export type Content = Markup | string | number | null | readonly Content[];

/**
 * HTML with everything that is put into it escaped, in text and in quoted attributes alike, so that names from files and
 * people stay text.
 */
export function markup(parts: TemplateStringsArray, ...contents: Content[]): Markup {
  return new Markup(
    parts.map((part, index) => (index === 0 ? part : textOf(contents[index - 1] ?? null) + part)).join(''),
  );
}

function textOf(content: Content): string {
  if (content === null) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'string') return content.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  if (typeof content === 'number') return String(content);
  return content.map(textOf).join('');
}
