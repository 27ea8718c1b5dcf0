import type { ExperimentReport } from '../../../../shared/experiments/experiments';
import { appendix, dateText } from './appendix';
import { mapQualityStory } from './mapQualityStory';
import { mapStory } from './mapStory';
import { Markup, markup } from './markup';
import { reconstructionStory } from './reconstructionStory';
import { retrievalStory } from './retrievalStory';
import { scaleFinderStory } from './scaleFinderStory';
import type { Story } from './story';
import { style } from './style';
import { tableStory } from './tableStory';

/** A report may run and fetch nothing, wherever it is opened. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** An experiment's report as one HTML file that needs nothing beside it: no script, no links, pictures inside. */
export function reportHtml(report: ExperimentReport): string {
  const { kicker, title, finding, sections } = storyOf(report);
  const { project, startedMs } = report.provenance;
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

function storyOf({ result, provenance }: ExperimentReport): Story {
  switch (result.experiment) {
    case 'scale-finder':
      return scaleFinderStory(result);
    case 'table1':
    case 'table2':
      return tableStory(result, provenance.encoders);
    case 'map':
      return mapStory(result);
    case 'retrieval':
      return retrievalStory(result);
    case 'reconstruction':
      return reconstructionStory(result);
    case 'map-quality':
      return mapQualityStory(result);
  }
}
