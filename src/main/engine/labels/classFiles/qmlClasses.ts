import { bytesOf } from '../files/byteSource';
import { readXml } from '../files/xml';
import type { StatedClass } from './statedClass';

/**
 * The classes of a style of QGIS (.qml): the entries of a paletted raster, or the categories of a layer with the first colour of
 * their symbols.
 * @throws UserError `unsupported-file` for text that is not well-formed
 */
export function qmlClasses(name: string, text: string): StatedClass[] {
  const found: { code: string; label: string; colour: string | null; symbol: string }[] = [];
  const colours = new Map<string, string>();
  let symbol: string | null = null;
  let depth = 0;
  let symbolDepth = 0;
  const visitor = {
    open: (tag: string, attributes: Readonly<Record<string, string>>): void => {
      depth += 1;
      const { value = '', label = '', color } = attributes;
      if (tag === 'paletteEntry') found.push({ code: value, label, colour: color ?? null, symbol: '' });
      // The category without a value is all the others.
      else if (tag === 'category' && value !== '')
        found.push({ code: value, label, colour: null, symbol: attributes.symbol ?? '' });
      else if (tag === 'symbol' && symbol === null) [symbol, symbolDepth] = [attributes.name ?? '', depth];
      else if (symbol !== null && !colours.has(symbol)) {
        if (tag === 'prop' && attributes.k === 'color') colours.set(symbol, attributes.v ?? '');
        else if (tag === 'Option' && attributes.name === 'color') colours.set(symbol, value);
      }
    },
    close: (): void => {
      if (symbol !== null && depth === symbolDepth) symbol = null;
      depth -= 1;
    },
  };
  Array.from(readXml(bytesOf(name, Buffer.from(text, 'utf8')), visitor));
  return found.map(({ code, label, colour, symbol: of }, index) => {
    const stated = colour ?? colours.get(of);
    return {
      where: `class ${index + 1}`,
      fields: {
        ...{ code, name: label === '' ? code : label },
        ...(stated === undefined ? {} : { colour: stated }),
      },
    };
  });
}
