import { once } from '../../../shared/once';

const measuring = once(() => document.createElement('canvas').getContext('2d'));

/** Width of a text on the page, millimetres. @param sizeMm of its type @param weight 400 or 600 */
export function textWidthMm(text: string, sizeMm: number, weight: number): number {
  const context = measuring();
  if (context === null) return 0.55 * sizeMm * text.length;
  context.font = `${weight} 100px "Inter Variable", "Inter", sans-serif`;
  return (context.measureText(text).width / 100) * sizeMm;
}

/** A text in lines that are no wider than a width; a word that is too wide is cut. */
export function wrapped(text: string, widthMm: number, sizeMm: number, weight: number): string[] {
  const fits = (line: string): boolean => textWidthMm(line, sizeMm, weight) <= widthMm;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (!fits(line)) {
      const most = Array.from(line).findIndex((_, count) => !fits(line.slice(0, count + 1)));
      const cut = Math.max(1, most);
      lines.push(line.slice(0, cut));
      line = line.slice(cut);
    }
  }
  return line === '' ? lines : [...lines, line];
}
