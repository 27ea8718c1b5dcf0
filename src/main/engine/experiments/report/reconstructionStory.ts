import type { ReconstructionResult } from '../../../../shared/experiments/reconstruction';
import { metres, place, several } from '../../../../shared/format';
import { meanAndSd } from '../../../../shared/statistics/paired';
import { spacingM } from '../../../../shared/terrain/patch';
import { type Markup, markup } from './markup';
import { patchPicture } from './patchPicture';
import type { Story } from './story';

type Item = ReconstructionResult['items'][number];

/** What an encoder keeps of the terrain: the patch it sees, what its decoder makes of it, and the true finer terrain. */
export function reconstructionStory(result: ReconstructionResult): Story {
  return {
    kicker: 'Reconstruction · the fractal effect',
    title: `What ${result.encoder} keeps of the terrain`,
    finding: findingOf(result),
    sections: [errorsOf(result), ...placesOf(result).map((items) => placeOf(result, items))],
  };
}

function placesOf({ items }: ReconstructionResult): Item[][] {
  const nameOf = ({ lonDeg, latDeg }: Item): string => `${lonDeg},${latDeg}`;
  const names = [...new Set(items.map(nameOf))];
  return names.map((name) => items.filter((item) => nameOf(item) === name));
}

interface Measured {
  readonly l1: number;
  readonly l1Bilinear: number;
}

const measuredOf = (items: readonly Item[]): Measured[] =>
  items.flatMap(({ l1, l1Bilinear }) => (l1 === null || l1Bilinear === null ? [] : [{ l1, l1Bilinear }]));

const meanOf = (items: readonly Measured[], key: keyof Measured): string =>
  meanAndSd(items.map((item) => item[key])).mean.toFixed(4);

function findingOf({ encoder, factor, items }: ReconstructionResult): string {
  const measured = measuredOf(items);
  if (measured.length === 0)
    return 'The terrain has no detail fine enough at these places and radii to measure what is decoded.';
  const better = measured.filter(({ l1, l1Bilinear }) => l1 < l1Bilinear).length;
  return (
    `At ${factor === 1 ? 'the same' : `${factor} times the`} resolution, what ${encoder} decodes lies ` +
    `${meanOf(measured, 'l1')} of a patch's relief from the truth on average, and plain bilinear up-sampling ` +
    `${meanOf(measured, 'l1Bilinear')}; the decoder is closer in ${better} of ${several(measured.length, 'patch', 'patches')}.`
  );
}

function errorsOf({ items }: ReconstructionResult): Markup {
  const radiiM = [...new Set(items.map(({ radiusM }) => radiusM))].sort((a, b) => a - b);
  return markup`<section><h2>Error by radius</h2>
    <p class="caption">L1: mean distance from the true elevations, as a share of the input patch's relief; mean over places.</p>
    <div class="wide"><table>
      <thead><tr><th>Radius</th><th>Places</th><th>With truth</th><th>L1 decoded</th><th>L1 bilinear</th></tr></thead>
      <tbody>${radiiM.map((radiusM) => {
        const here = items.filter((item) => item.radiusM === radiusM);
        const measured = measuredOf(here);
        const cells =
          measured.length === 0 ? ['–', '–'] : [meanOf(measured, 'l1'), meanOf(measured, 'l1Bilinear')];
        return markup`<tr><th scope="row">${metres(radiusM)}</th><td>${here.length}</td><td>${measured.length}</td>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>`;
      })}</tbody>
    </table></div></section>`;
}

function placeOf({ factor }: ReconstructionResult, items: readonly Item[]): Markup {
  const [first] = items;
  if (first === undefined) return markup``;
  return markup`<section><h2>${place(first.lonDeg, first.latDeg)}</h2>
    <p class="caption">Input, decoded and true terrain, north up.</p>
    <div class="pair">${items.map((item) => tripleOf(item, factor))}</div></section>`;
}

function tripleOf({ radiusM, reliefM, input, decoded, truth, l1, l1Bilinear }: Item, factor: number): Markup {
  const fineM = spacingM(radiusM) / factor;
  const picture = (values: readonly number[], spacing: number, name: string): Markup =>
    markup`<figure><img alt="${name}" src="${patchPicture(values, reliefM, spacing)}"><figcaption>${name}, ${metres(spacing)}</figcaption></figure>`;
  return markup`<figure><div class="triple">
      ${picture(input, spacingM(radiusM), 'Input')}
      ${picture(decoded, fineM, 'Decoded')}
      ${truth === null ? markup`<div class="none">The terrain has no detail of ${metres(fineM)} here.</div>` : picture(truth, fineM, 'Truth')}
    </div>
    <figcaption>Radius ${metres(radiusM)}, relief ${metres(reliefM)}${
      l1 === null || l1Bilinear === null ? '' : `. L1 ${l1.toFixed(4)}, bilinear ${l1Bilinear.toFixed(4)}`
    }</figcaption></figure>`;
}
