import type { RetrievalResult } from '../../../../shared/experiments/retrieval';
import { count, metres, percent, place, several } from '../../../../shared/format';
import { spacingM } from '../../../../shared/terrain/patch';
import { ofClass } from './classColour';
import { type Markup, markup } from './markup';
import { patchPicture } from './patchPicture';
import type { Story } from './story';
import { points } from './words';

type Figure = RetrievalResult['figures'][number];

/** Fig. 6 of the paper: what is nearest to places of a class, and how much of it is of the same class. */
export function retrievalStory(result: RetrievalResult): Story {
  return {
    kicker: 'Retrieval · Fig. 6 of the paper',
    title: 'What looks most like known places',
    finding: findingOf(result),
    sections: [precisionOf(result), ...classesOf(result).map((figures) => patchesOf(result, figures))],
  };
}

/** The figures of each class, in the order of the result. */
function classesOf({ figures }: RetrievalResult): Figure[][] {
  const ids = [...new Set(figures.map(({ classId }) => classId))];
  return ids.map((id) => figures.filter(({ classId }) => classId === id));
}

function findingOf(result: RetrievalResult): string {
  const k = result.ks.at(-1);
  const best = result.figures
    .flatMap((figure) => {
      const mean = figure.precision.at(-1)?.mean;
      return mean === undefined ? [] : [{ ...figure, mean }];
    })
    .sort((a, b) => b.mean - a.mean)[0];
  if (k === undefined || best === undefined) return 'No class had enough known places to measure.';
  const { name, encoder, mean, chance } = best;
  const times = chance > 0 ? `, ${Number((mean / chance).toPrecision(2))} times what chance would reach` : '';
  return `Of the ${k} nearest to places of the class ${name}, ${percent(mean)} are of that class with ${encoder}${times}.`;
}

function precisionOf(result: RetrievalResult): Markup {
  const { ks } = result;
  const groups = classesOf(result);
  const rowOf = (figure: Figure, group: readonly Figure[]): Markup => {
    const { name, colour, encoder, precision, chance, candidates } = figure;
    return markup`<tr><th scope="row" ${ofClass(colour)}><span class="chip"></span>${name}</th><td class="text">${encoder}</td>
      ${ks.map((_, at) => {
        const entry = precision[at];
        if (entry === undefined) return markup`<td class="quiet">–</td>`;
        const text = `${points(entry.mean)} ± ${points(entry.sd)}`;
        const isBest =
          group.length > 1 && group.every((other) => (other.precision[at]?.mean ?? 0) <= entry.mean);
        return markup`<td>${isBest ? markup`<b>${text}</b>` : text}</td>`;
      })}
      <td class="quiet">${points(chance)}</td><td class="quiet">${count(candidates)}</td></tr>`;
  };
  return markup`<section><h2>Precision at k</h2>
    <p class="caption">Percent of the k nearest that are known places of the class, mean ± standard deviation over
      repetitions. Chance is their share among all candidates.</p>
    <div class="wide"><table>
      <thead><tr><th>Class</th><th class="text">Encoder</th>${ks.map((k) => markup`<th>k = ${k}</th>`)}<th>Chance</th><th>Candidates</th></tr></thead>
      <tbody>${groups.map((group) => group.map((figure) => rowOf(figure, group)))}</tbody>
    </table></div>
    ${groups.some((group) => group.length > 1) ? markup`<p class="caption"><b>Bold</b>: the highest mean of a class; not tested.</p>` : null}</section>`;
}

function patchesOf({ radiusM }: RetrievalResult, figures: readonly Figure[]): Markup {
  const [first] = figures;
  if (first === undefined) return markup``;
  return markup`<section ${ofClass(first.colour)}><h2><span class="chip"></span>${first.name}</h2>
    <p class="caption">Patches of radius ${metres(radiusM)}, north up. Nearest first, with their distance in the embedding;
      ● and a frame mark known places of the class.</p>
    ${figures.map(
      ({ encoder, queries, hits }, index) => markup`
      ${
        index === 0
          ? markup`<h3>${several(queries.length, 'query place')}</h3><div class="patches">${queries.map(
              (patch) => patchFigure(patch, radiusM, false, markup`${metres(patch.reliefM)} relief`),
            )}</div>`
          : null
      }
      <h3>Nearest with ${encoder}</h3>
      <div class="patches">${hits.map((patch) =>
        patchFigure(
          patch,
          radiusM,
          patch.isPositive,
          markup`<b>${patch.isPositive ? '● ' : ''}${patch.distance.toPrecision(3)}</b><br>${metres(patch.reliefM)}`,
        ),
      )}</div>`,
    )}
  </section>`;
}

function patchFigure(
  { values, reliefM, lonDeg, latDeg }: Figure['queries'][number],
  radiusM: number,
  isPositive: boolean,
  caption: Markup,
): Markup {
  return markup`<figure class="patch${isPositive ? ' yes' : ''}"><img alt="Patch at ${place(lonDeg, latDeg)}" title="${place(lonDeg, latDeg)}" src="${patchPicture(values, reliefM, spacingM(radiusM))}">
    <figcaption>${caption}</figcaption></figure>`;
}
