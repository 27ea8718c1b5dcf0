import { listed, metres, percent } from '../../../../shared/format';
import { meanAndSd } from '../../../../shared/statistics/paired';
import { spacingM } from '../../../../shared/terrain/patch';
import type { ScaleFinderResult } from '../../../../shared/experiments/scaleFinder';
import { ofClass } from './classColour';
import { type Markup, markup } from './markup';
import { scalePlot } from './scalePlot';
import { comparisonNote, figureOf } from './comparison';
import { compare } from './statistics';
import type { Story } from './story';

/** Fig. 4 of the paper: at which radius the small CNN detects each class best. */
export function scaleFinderStory(result: ScaleFinderResult): Story {
  return {
    kicker: 'Scale finder · Fig. 4 of the paper',
    title: 'At which radius each class is detected best',
    finding: findingOf(result),
    sections: [
      markup`<section><h2>Accuracy by radius</h2>
        <p class="caption">Mean over seeds; the band is one standard deviation to each side. Rings mark the best radius of a class, which stands
          beside its name.</p>
        ${scalePlot(result)}</section>`,
      tableOf(result),
    ],
  };
}

function findingOf({ radiiM, classes }: ScaleFinderResult): string {
  const best = classes.flatMap(({ name, accuracies, bestRadiusM }) => {
    const values = bestRadiusM === null ? [] : (accuracies[radiiM.indexOf(bestRadiusM)] ?? []);
    if (bestRadiusM === null || values.length === 0) return [];
    return [`${name} ${metres(bestRadiusM)} (${percent(meanAndSd(values).mean)})`];
  });
  return best.length === 0
    ? 'Too few radii could be measured to name the best.'
    : `The radius at which the small network detects a class best: ${listed(best)}.`;
}

function tableOf({ radiiM, classes }: ScaleFinderResult): Markup {
  const compared = classes.map(({ accuracies }) => compare(accuracies));
  const cell = (at: number, index: number): Markup => {
    const entry = compared[index]?.[at];
    if (entry == null) return markup`<td class="quiet">–</td>`;
    const { trainSizes, testSizes } = classes[index] ?? {};
    return markup`<td>${figureOf(entry)}<small>${trainSizes?.[at] ?? 0} / ${testSizes?.[at] ?? 0}<span class="level"></span></small></td>`;
  };
  return markup`<section><h2>Accuracies and sizes</h2>
    <p class="caption">Percent, mean ± standard deviation over seeds; below, the locations that trained and tested.</p>
    <div class="wide"><table>
      <thead><tr><th>Radius</th><th>Spacing</th>${classes.map(
        ({ name, colour }) => markup`<th ${ofClass(colour)}><span class="chip"></span>${name}</th>`,
      )}</tr></thead>
      <tbody>${radiiM.map(
        (
          radiusM,
          at,
        ) => markup`<tr><th scope="row">${metres(radiusM)}</th><td class="quiet">${metres(spacingM(radiusM))}</td>
          ${classes.map((_, index) => cell(at, index))}</tr>`,
      )}</tbody>
    </table></div>
    ${classes.map(({ name, unmeasured }) =>
      unmeasured === undefined ? null : markup`<p class="caption">${name}: ${unmeasured}</p>`,
    )}
    ${comparisonNote('seeds')}</section>`;
}
