import type { ExperimentKind, ExperimentReport, ResultOf } from '../../../../shared/experiments/experiments';
import { appendix, dateText } from './appendix';
import { figuresStory } from './figuresStory';
import { mapQualityStory } from './mapQualityStory';
import { mapStory } from './mapStory';
import { Markup, markup } from './markup';
import { reconstructionStory } from './reconstructionStory';
import { retrievalStory } from './retrievalStory';
import { scaleFinderStory } from './scaleFinderStory';
import type { Story } from './story';
import { style } from './style';
import { tableStory } from './tableStory';

/** A report may neither run scripts nor fetch anything, wherever it is opened. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** An experiment's report as one HTML file that needs nothing beside it: no script, no links, pictures inside. */
export function reportHtml(report: ExperimentReport): string {
  const { result, provenance } = report;
  const story = storyOf(result.experiment);
  const { kicker, title, finding, sections } =
    story === undefined ? figuresStory(result) : story(result, provenance.encoders);
  const { project, startedMs } = provenance;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}">
<title>${title} – ${project}</title>
<style>${new Markup(style)}</style>
</head>
<body><main>
<header>
  <p class="kicker">${kicker}</p>
  <h1>${title}</h1>
  <p class="finding">${finding}</p>
  <p class="caption">${project} · ${dateText(startedMs)}</p>
</header>
${sections}
${appendix(report)}
</main></body>
</html>
`.text;
}

type StoryOf<Kind extends ExperimentKind> = (
  result: ResultOf<Kind>,
  encoders: ExperimentReport['provenance']['encoders'],
) => Story;

/** Experiments whose report tells more than a table. */
const stories: { readonly [Kind in ExperimentKind]?: StoryOf<Kind> } = {
  'scale-finder': scaleFinderStory,
  table1: tableStory,
  table2: tableStory,
  map: mapStory,
  retrieval: retrievalStory,
  reconstruction: reconstructionStory,
  'map-quality': mapQualityStory,
};

const storyOf = <Kind extends ExperimentKind>(kind: Kind): StoryOf<Kind> | undefined => stories[kind];
