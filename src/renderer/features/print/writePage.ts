import { runFacts } from '../../state/runFacts';
import { mapLayers, messages, project } from '../../state/workbench.svelte';
import { printedEdgePx, PX_PER_MM } from '../../../shared/window/printedPage';
import { layerParts } from '../layers/layerParts';
import { paperPicture } from '../../map/paperMap';
import type { MapOnPaper } from './mapOnPaper';
import type { PageLayout } from './paper';
import { printing } from './printing.svelte';
import { scaleText } from './scaleBar';

const DOTS_PER_MM = 300 / 25.4;
const SVG = 'http://www.w3.org/2000/svg';

/** Paper without data. */
const NO_DATA = '#f4f4f0';

/** Asks where to, and writes the page. @param page the page of the preview */
export async function writePage(format: 'pdf' | 'png', map: MapOnPaper, page: SVGSVGElement): Promise<void> {
  // As it is now: it may change while a place for the file is chosen.
  const drawn = page.cloneNode(true);
  const { title, layout } = printing;
  const path = await window.workbench.saveDialog({
    kind: format,
    suggestedName: `${title || 'Map'}.${format}`,
  });
  if (path === null) return;
  await project.attempt(async (engine) => {
    const picture = await paperPicture(
      layerParts,
      mapLayers.list,
      map.extent,
      Math.round(map.frame.width * DOTS_PER_MM),
      map.frame.width,
      NO_DATA,
      printing.countPieces,
    );
    const sheet = withPicture(drawn, await dataUrl(picture, format), map);
    if (format === 'pdf') forPrinter(sheet, layout);
    const svg = new XMLSerializer().serializeToString(sheet);
    const shown = {
      title,
      scale: scaleText(map.scale),
      layers: mapLayers.topDown
        .filter(({ visible }) => visible)
        .map(({ name }) => name)
        .join(', '),
      ...runFacts(project.shownRun),
    };
    const { widthMm, heightMm } = layout;
    const written =
      format === 'png'
        ? { svg }
        : { pdf: await window.workbench.printPdf({ title, svg, widthMm, heightMm }) };
    await engine.exports.page({ page: written, shown, path });
    messages.info(`The page was written to ${path}.`);
  });
}

/** A copy of the page with the map's pixels below its lines. */
function withPicture(copy: Node, picture: string, { frame }: MapOnPaper): SVGSVGElement {
  if (!(copy instanceof SVGSVGElement)) throw new Error('The page is not an SVG.');
  const image = document.createElementNS(SVG, 'image');
  const paper = document.createElementNS(SVG, 'rect');
  const attributes = { x: frame.x, y: frame.y, width: frame.width, height: frame.height };
  for (const [name, value] of Object.entries(attributes)) image.setAttribute(name, String(value));
  image.setAttribute('preserveAspectRatio', 'none');
  image.setAttribute('href', picture);
  for (const side of ['width', 'height']) paper.setAttribute(side, '100%');
  paper.setAttribute('fill', '#ffffff');
  copy.prepend(paper, image);
  return copy;
}

/** Makes room around the sheet, so that the page has edges that are printed exactly. */
function forPrinter(sheet: SVGSVGElement, { widthMm, heightMm }: PageLayout): void {
  const edges = [widthMm, heightMm].map(printedEdgePx);
  const [width = 0, height = 0] = edges;
  sheet.setAttribute('width', `${width}px`);
  sheet.setAttribute('height', `${height}px`);
  sheet.setAttribute('viewBox', `0 0 ${width / PX_PER_MM} ${height / PX_PER_MM}`);
}

/** A picture in an address. PDFs hold it as it is: a JPEG of hardly visible loss is a fifth of a PNG. */
async function dataUrl(picture: HTMLCanvasElement, format: 'pdf' | 'png'): Promise<string> {
  const blob = await new Promise<Blob | null>((resolve) => {
    picture.toBlob(resolve, format === 'pdf' ? 'image/jpeg' : 'image/png', 0.95);
  });
  if (blob === null) throw new Error('The map is too large to be drawn.');
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      if (typeof reader.result === 'string') resolve(reader.result);
    };
    reader.onerror = () => {
      reject(new Error('The map could not be read.'));
    };
    reader.readAsDataURL(blob);
  });
}
