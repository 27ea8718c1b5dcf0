import type { MapQualityResult } from '../../../../shared/experiments/experiments';
import { count, metres, percent } from '../../../../shared/format';
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
import { listed } from './words';

type Entry = MapQualityResult['classes'][number];

/** What a detection map is worth: how much of what it shows is known, and how much of what is known it shows. */
export function mapQualityStory(result: MapQualityResult): Story {
  return {
    kicker: 'Map quality',
    title: 'How much of what the map shows is there',
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
    <p class="caption">Percent. Dots are means, with a standard deviation over draws to each side; rules draw nothing. A line
      without a dot: the method is not for the class.</p>
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
    <p class="caption"><b>Known places are never complete.</b> What is shown and not known may still be there, so that every share
      here is a lower bound of what is right. All methods are held against the same list.</p></section>`;
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
      <dt>Average precision</dt><dd>The precision at each known place that is found, strongest detections first, in the mean over all known places.</dd>
      <dt>Best F1</dt><dd>The harmonic mean of precision and recall at the threshold where it is highest.</dd>
      ${
        directions.length > 1
          ? markup`<dt>As given, exchanged</dt><dd>Average precision on the test ground, and with both pieces of ground exchanged. Means count both
        alike, however many places there are on each.</dd>`
          : null
      }
      <dt>Foretold</dt><dd>Percent of what is shown that the head itself said would be right, before it saw this ground.</dd>
      <dt>Times chance</dt><dd>How many times as often what is shown is known as a random place of that ground is.</dd>
      <dt>Position error</dt><dd>From detections to their known places, median.</dd>
    </dl>
    <p class="caption">Shares are percent, mean ± standard deviation over draws.</p>
    ${comparisonNote('draws')}</section>`;
