import type { MapQualityResult } from '../../../../shared/experiments';
import { count, metres, percent } from '../../../../shared/format';
import { methodsOf } from '../../../../shared/mapQualityFigures';
import { meanAndSd } from '../../../../shared/paired';
import { ofClass } from './classColour';
import { comparisonNote } from './comparison';
import { dotPanels } from './dotPanels';
import { mapQualityFinding } from './mapQualityFinding';
import { mapQualityTable } from './mapQualityTable';
import { type Markup, markup } from './markup';
import { precisionRecallPlot } from './precisionRecallPlot';
import { reliabilityPlot } from './reliabilityPlot';
import type { Story } from './story';

type Entry = MapQualityResult['classes'][number];

/** What a detection map is worth: how much of what it shows is known, and how much of what is known it shows. */
export function mapQualityStory(result: MapQualityResult): Story {
  return {
    kicker: 'Map quality',
    title: 'How much of what the map shows is there',
    finding: mapQualityFinding(result),
    sections: [overviewOf(result), ...result.classes.map((entry) => classOf(result, entry))],
  };
}

function overviewOf(result: MapQualityResult): Markup {
  const classes = result.classes.map((entry) => ({ entry, methods: methodsOf(result, entry) }));
  const labels = [...new Set(classes.flatMap(({ methods }) => methods.map(({ label }) => label)))];
  return markup`<section><h2>Average precision</h2>
    <p class="caption">Percent: the precision at each known place that is found, strongest detections first, in the mean over
      all known places. Dots are means, with a standard deviation over draws to each side.</p>
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
    <p class="caption"><b>Known places are never complete.</b> What is shown and not known may still be there, so that shares of
      what is right are lower bounds. All methods are held against the same list.</p></section>`;
}

function classOf(result: MapQualityResult, entry: Entry): Markup {
  const methods = methodsOf(result, entry);
  const { name, colour, known, chance } = entry;
  const all = known.reduce((sum, places) => sum + places, 0);
  return markup`<section ${ofClass(colour)}><h2><span class="chip"></span>${name}</h2>
    <p class="caption">${count(all)} known places${known.length > 1 ? ` (${known.map(count).join(' + ')})` : ''}, found where a detection is
      within ${metres(result.toleranceM)}. Of random places ${chance.map(percent).join(' and ')} have a known one as near.</p>
    ${mapQualityTable(result, methods)}
    <div class="plots">${precisionRecallPlot(methods)}${reliabilityPlot(methods)}</div></section>`;
}
