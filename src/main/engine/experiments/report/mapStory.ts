import type { MapResult } from '../../../../shared/experiments/multiScaleMap';
import { flatBelow } from '../../../../shared/terrain/flatGround';
import { count, listed, metres, several } from '../../../../shared/format';
import { ofClass } from './classColour';
import { type Markup, markup } from './markup';
import type { Story } from './story';

/** Fig. 5 of the paper: where classes are found, one panel a radius. */
export function mapStory(result: MapResult): Story {
  return {
    kicker: 'Multi-scale map · Fig. 5 of the paper',
    title: 'Where each class is found, by radius',
    finding: findingOf(result),
    sections: [
      markup`<section><h2>Map</h2>
        <p class="caption">Detections with a probability of at least ${result.threshold}, by ${result.encoder}.${flatSentence(result)}</p>
        <img class="figure" alt="Maps of the detections, one per radius" src="data:image/svg+xml;base64,${Buffer.from(result.svg).toString('base64')}"></section>`,
      countsOf(result),
    ],
  };
}

const flatSentence = ({ flatBelowM = [] }: MapResult): string =>
  flatBelowM.length === 0
    ? ''
    : ` Terrain with less relief in a patch than ${flatBelow(flatBelowM)} is too flat to say and has no detections.`;

function findingOf({ classes, radiiM, counts }: MapResult): string {
  const all = counts.flat().reduce((sum, value) => sum + value, 0);
  const where = several(radiiM.length, 'radius', 'radii');
  if (all === 0) return `Nothing was found at ${where}.`;
  const most = classes.flatMap(({ name }, index) => {
    const ofClassByRadius = counts.map((row) => row[index] ?? 0);
    const highest = Math.max(...ofClassByRadius);
    const radiusM = radiiM[ofClassByRadius.indexOf(highest)];
    return highest === 0 || radiusM === undefined ? [] : [`${name} ${metres(radiusM)} (${count(highest)})`];
  });
  return `${several(all, 'place')} found at ${where}; most detections by class: ${listed(most)}.`;
}

const countsOf = ({ classes, radiiM, counts }: MapResult): Markup =>
  markup`<section><h2>Detections</h2>
    <div class="wide"><table>
      <thead><tr><th>Radius</th>${classes.map(
        ({ name, colour }) => markup`<th ${ofClass(colour)}><span class="chip"></span>${name}</th>`,
      )}<th class="total">All</th></tr></thead>
      <tbody>${radiiM.map((radiusM, index) => {
        const row = classes.map((_, at) => counts[index]?.[at] ?? 0);
        return markup`<tr><th scope="row">${metres(radiusM)}</th>${row.map((value) => markup`<td>${count(value)}</td>`)}<td class="total">${count(row.reduce((sum, value) => sum + value, 0))}</td></tr>`;
      })}</tbody>
    </table></div></section>`;
