import type { MapQualityResult } from '../../../../shared/mapQuality/mapQualityResult';
import { count, listed, metres, percent } from '../../../../shared/format';
import { methodsOf } from '../../../../shared/mapQuality/mapQualityFigures';
import { meanAndSd } from '../../../../shared/statistics/paired';
import { ofClass } from './classColour';
import { comparisonNote } from './comparison';
import { dotPanels } from './dotPanels';
import { mapQualityFinding } from './mapQualityFinding';
import { rankingTable, shownTable } from './mapQualityTables';
import { type Markup, markup } from './markup';
import { precisionRecallPlot } from './precisionRecallPlot';
import { reliabilityPlot } from './reliabilityPlot';
import type { Story } from './story';

type Entry = MapQualityResult['classes'][number];

/** What a detection map is worth: how much of what it shows is known, and how much of what is known it shows. */
export function mapQualityStory(result: MapQualityResult): Story {
  return {
    kicker: 'Map quality',
    title: 'How much of what the map shows is really there',
    finding: mapQualityFinding(result),
    sections: [
      overviewOf(result),
      ...result.classes.map((entry) => classOf(result, entry)),
      howToRead(result),
    ],
  };
}

function overviewOf(result: MapQualityResult): Markup {
  const classes = result.classes.map((entry) => ({ entry, methods: methodsOf(result, entry) }));
  const labels = [...new Set(classes.flatMap(({ methods }) => methods.map(({ label }) => label)))];
  return markup`<section><h2>Average precision</h2>
    <p class="caption">Percent. Dots are means, with a standard deviation over draws to each side; rules have no draws. A line
      without a dot: the method does not apply to the class.</p>
    ${dotPanels(
      labels,
      classes.map(({ entry: { name, colour }, methods }) => ({
        title: name,
        colour,
        measured: labels.map((label) => {
          const figures = methods.find((method) => method.label === label)?.figures;
          return figures == null ? null : meanAndSd(figures.averagePrecision);
        }),
        published: [],
      })),
      'Average precision of each method as dots',
    )}
    <p class="caption"><b>The list of known places is never complete.</b> A detection that is not known may still be right, so every share
      here is a lower bound. All methods are measured against the same list.</p></section>`;
}

function classOf(result: MapQualityResult, entry: Entry): Markup {
  const all = methodsOf(result, entry);
  const methods = all.filter(({ figures }) => figures !== null);
  const others = all.filter(({ figures }) => figures === null);
  const { name, colour, known, chance } = entry;
  const places = known.reduce((sum, one) => sum + one, 0);
  return markup`<section><h2 ${ofClass(colour)}><span class="chip"></span>${name}</h2>
    <p class="caption">${count(places)} known places${known.length > 1 ? ` (${known.map(count).join(' + ')})` : ''}. Of random places
      ${listed(chance.map(percent))} have a known one within ${metres(result.toleranceM)}.${
        others.length === 0 ? '' : ` Not for this class: ${listed(others.map(({ label }) => label))}.`
      }</p>
    ${rankingTable(result, methods)}
    ${shownTable(methods)}
    <div class="plots">${precisionRecallPlot(methods)}${reliabilityPlot(methods)}</div></section>`;
}

const howToRead = ({ directions, toleranceM }: MapQualityResult): Markup =>
  markup`<section><h2>How to read the tables</h2>
    <dl>
      <dt>Known</dt><dd>A detection is known if a known place lies within ${metres(toleranceM)} that no stronger one has taken: shares of them are precision.</dd>
      <dt>Found</dt><dd>Known places that a detection has: shares of them are recall.</dd>
      <dt>Average precision</dt><dd>The precision at each known place that is found, strongest detections first, averaged over all known places.</dd>
      <dt>Best F1</dt><dd>The harmonic mean of precision and recall at the threshold where it is highest.</dd>
      ${
        directions.length > 1
          ? markup`<dt>As given, exchanged</dt><dd>Average precision on the test area, and with both areas exchanged. Means count both
        alike, however many places there are on each.</dd>`
          : null
      }
      <dt>Predicted</dt><dd>Percent of what is shown that the head itself expected to be right, before it saw the test area.
        A map is right when the share that is known lies within the bounds of its prediction.</dd>
      <dt>Times chance</dt><dd>How many times more likely a shown place is to be known than a random place in the test area.</dd>
      <dt>Position error</dt><dd>From detections to their known places, median.</dd>
    </dl>
    <p class="caption">Shares are percent, mean ± standard deviation over draws.</p>
    ${comparisonNote('draws')}</section>`;
