import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import fc from 'fast-check';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExperimentSpecInput } from '../../../../src/shared/experiments/experiments';
import type { MapResult } from '../../../../src/shared/experiments/multiScaleMap';
import { labelClassCatalogue } from '../../../../src/shared/labels/labelClasses';
import { svgPicture } from '../../../../src/main/engine/export/svgPicture';
import { drawMap, type MapFigure } from '../../../../src/main/engine/experiments/map/figure';
import { fixture, temporaryFolder } from '../folder';
import { never, startEngine } from '../workbench';
import { handlersOf } from '../../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);

type MapSpec = Extract<ExperimentSpecInput, { experiment: 'map' }>;

const corner = { westDeg: 9.54, southDeg: 47.08, eastDeg: 9.6, northDeg: 47.13 };
const rectangle = [
  { lonDeg: corner.westDeg, latDeg: corner.southDeg },
  { lonDeg: corner.eastDeg, latDeg: corner.southDeg },
  { lonDeg: corner.eastDeg, latDeg: corner.northDeg },
  { lonDeg: corner.westDeg, latDeg: corner.northDeg },
];
/** Its south-west half. */
const triangle = [rectangle[0], rectangle[1], rectangle[3]].flatMap((place) => place ?? []);

const draw = (about: Partial<MapSpec>) =>
  run({
    kind: 'experiment',
    spec: {
      experiment: 'map',
      classIds: ['peak', 'saddle'],
      radiiM: [480, 240],
      polygon: rectangle,
      threshold: LEAST,
      ...about,
    },
  });

/** Low enough that each class is found at each radius. */
const LEAST = 0.05;

async function mapOf(about: Partial<MapSpec>): Promise<{ experimentId: number; map: MapResult }> {
  const { result, error } = await draw(about);
  if (result?.kind !== 'experiment') throw new Error(error ?? 'no result');
  const { experimentId } = result;
  const report = await handlers.experiments.report({ experimentId }, never());
  if (report.result.experiment !== 'map') throw new Error(report.result.experiment);
  return { experimentId, map: report.result };
}

/** All that matches, by the pattern's groups. */
const all = (text: string, pattern: RegExp): string[][] =>
  [...text.matchAll(pattern)].map(([, ...groups]) => groups.map((group) => group));

/** Places of the panels' dots in the figure, points, with the class's number. */
function dotsOf(svg: string): { panel: number; number: number; x: number; y: number }[] {
  return svg
    .split('<g class="panel"')
    .slice(1)
    .flatMap((panel, index) => {
      const [[left = '', top = ''] = []] = all(panel, /translate\(([\d.]+) ([\d.]+)\)/g);
      return all(panel, /xlink:href="#class-\d+-(\d+)" x="([\d.]+)" y="([\d.]+)"/g).map(([number, x, y]) => ({
        panel: index,
        number: Number(number),
        x: Number(left) + Number(x),
        y: Number(top) + Number(y),
      }));
    });
}

beforeAll(async () => {
  await engine.create(join(folder, 'map.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
  await run({
    kind: 'import-labels',
    path: fixture('osm', 'liechtenstein.osm.pbf'),
    classIds: ['peak', 'saddle'],
  });
});
afterAll(close);

describe('the map of a polygon', () => {
  test('finds the same as a detection run in the same box, with a panel for each radius', async () => {
    const { map } = await mapOf({});
    await run({
      kind: 'detect',
      classIds: ['peak', 'saddle'],
      radiiM: [240, 480],
      box: corner,
      threshold: LEAST,
    });
    const [detected] = await handlers.detections.runs(undefined, never());
    // A run's counts are by class, then radius.
    const byRadius = [0, 1].map((radius) => detected?.counts.map((counts) => counts[radius] ?? 0));
    expect(map.counts).toEqual(byRadius);
    expect(map.counts.flat().every((found) => found > 0)).toBe(true);
    expect(map.radiiM).toEqual([240, 480]);
    expect(all(map.svg, /<g class="panel" data-radius="(\d+)"/g).flat()).toEqual(['240', '480']);
    const dots = dotsOf(map.svg);
    for (const [panel, counts] of map.counts.entries()) {
      for (const [number, found] of counts.entries()) {
        expect(dots.filter((dot) => dot.panel === panel && dot.number === number)).toHaveLength(found);
      }
    }
  });

  test('finds nothing outside of it', async () => {
    const { map } = await mapOf({ polygon: triangle, classIds: ['peak'] });
    const outline = /id="polygon" d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)z"/.exec(map.svg);
    const [west = 0, south = 0, east = 0, , , north = 0] = (outline ?? []).slice(1).map(Number);
    expect(map.counts.flat().every((found) => found > 0)).toBe(true);
    for (const [x = 0, y = 0] of all(map.svg, /-\d+" x="([\d.]+)" y="([\d.]+)"/g).map((at) =>
      at.map(Number),
    )) {
      // Two roundings to a hundredth of a point.
      expect((x - west) / (east - west) + (south - y) / (south - north)).toBeLessThan(1.001);
      expect(x).toBeGreaterThan(west - 0.02);
      expect(y).toBeLessThan(south + 0.02);
    }
  });

  test('is exported as SVG and as PNG at 300 dots an inch, detections in the colours of their classes', async () => {
    const { experimentId, map } = await mapOf({ classIds: ['saddle', 'peak'] });
    const paths = await handlers.experiments.export({ experimentId, folder: join(folder, 'out') }, never());
    const named = (ending: string): string => paths.find((path) => path.endsWith(ending)) ?? '';
    expect(basename(named('.svg'))).toBe(`map-${experimentId}.svg`);
    expect(readFileSync(named('.svg'), 'utf8')).toBe(map.svg);
    const picture = PNG.sync.read(readFileSync(named('.png')));
    const [[width = '']] = all(map.svg, /width="([\d.]+)pt"/g) as [string[]];
    expect(picture.width).toBeCloseTo((Number(width) / 72) * 300, -1);
    const colours = labelClassCatalogue.map(({ id, colour }) => ({ id, rgb: parseInt(colour.slice(1), 16) }));
    const dots = dotsOf(map.svg);
    // The last one drawn lies on top.
    for (const { x, y, number } of dots.slice(-1)) {
      const at = 4 * (Math.round((y / 72) * 300) * picture.width + Math.round((x / 72) * 300));
      const [red = 0, green = 0, blue = 0] = picture.data.subarray(at, at + 3);
      expect((red << 16) | (green << 8) | blue).toBe(
        colours.find(({ id }) => id === map.classes[number]?.classId)?.rgb,
      );
    }
    // The terrain is grey: more than one grey, and no other colours than those of the classes and their edges.
    const greys = new Set<number>();
    for (let at = 0; at < picture.data.length; at += 4) {
      const [red = 0, green = 0, blue = 0] = picture.data.subarray(at, at + 3);
      if (red === green && green === blue) greys.add(red);
    }
    expect(greys.size).toBeGreaterThan(60);
  });

  test('says what to do where there are too many points, or no terrain', async () => {
    const many = await draw({ polygon: undefined, stepM: 5 });
    expect(many).toMatchObject({ state: 'failed', errorCode: 'bad-input' });
    expect(many.error).toMatch(/million points.* 5 m apart.*smaller polygon/);
    const away = await draw({
      polygon: rectangle.map(({ latDeg }) => ({ lonDeg: 20 + latDeg / 100, latDeg })),
    });
    expect(away).toMatchObject({ state: 'failed', errorCode: 'outside-terrain' });
  });
});

describe('the figure', () => {
  const white = PNG.sync.write(new PNG({ width: 1, height: 1 }));
  const figure = (about: Partial<MapFigure>): MapFigure => ({
    box: corner,
    polygon: null,
    hillshade: white,
    classes: [{ name: 'Peak', colour: '#2563EB' }],
    panels: [{ radiusM: 240, dots: [], points: 1 }],
    note: '',
    ...about,
  });

  test('is well-formed for any class names, and contains them', async () => {
    const name = `<b a="1">&'Ž</b>`;
    const svg = drawMap(figure({ classes: [{ name, colour: '#2563EB' }], note: name }));
    const picture = PNG.sync.read(Buffer.from(await svgPicture(svg, resolve('resources', 'fonts'))));
    expect(picture.width).toBeGreaterThan(100);
    // Text is drawn: dark pixels in the legend, under the panel.
    const dark = [...picture.data.subarray(4 * picture.width * Math.floor(0.9 * picture.height))].filter(
      (value, index) => index % 4 === 0 && value < 90,
    );
    expect(dark.length).toBeGreaterThan(100);
  });

  test('has a scale bar of true length at any latitude, and panels of true proportions', () => {
    const box = fc
      .tuple(
        fc.double({ min: -179, max: 170, noNaN: true }),
        fc.double({ min: -70, max: 70, noNaN: true }),
        fc.double({ min: 0.01, max: 2, noNaN: true }),
        fc.double({ min: 0.01, max: 2, noNaN: true }),
      )
      .map(([westDeg, southDeg, width, height]) => ({
        westDeg,
        southDeg,
        eastDeg: westDeg + width,
        northDeg: southDeg + height,
      }));
    fc.assert(
      fc.property(box, fc.integer({ min: 1, max: 12 }), (ground, count) => {
        const panels = Array.from({ length: count }, (_, index) => ({
          radiusM: 100 + index,
          dots: [],
          points: 1,
        }));
        const svg = drawMap(figure({ box: ground, panels }));
        const frames = all(svg, /class="frame" width="([\d.]+)" height="([\d.]+)"/g).map((at) =>
          at.map(Number),
        );
        expect(frames).toHaveLength(count);
        const bars = all(svg, /id="scale-bar" x1="([\d.]+)" x2="([\d.]+)"/g).map((at) => at.map(Number));
        expect(bars).toHaveLength(1);
        const [[width = 0, height = 0] = []] = frames;
        const [[from = 0, to = 0] = []] = bars;
        const [[length = '', unit] = []] = all(svg, /id="scale-length"[^>]*>([\d.]+) (k?m)</g);
        const lengthM = Number(length) * (unit === 'km' ? 1000 : 1);
        // Metres of a degree as a series in the latitude (NGA), another formula than the figure's.
        const middle = (((ground.southDeg + ground.northDeg) / 2) * Math.PI) / 180;
        const lonM =
          111412.84 * Math.cos(middle) - 93.5 * Math.cos(3 * middle) + 0.118 * Math.cos(5 * middle);
        const latM = 111132.92 - 559.82 * Math.cos(2 * middle) + 1.175 * Math.cos(4 * middle);
        const widthM = (ground.eastDeg - ground.westDeg) * lonM;
        const heightM = (ground.northDeg - ground.southDeg) * latM;
        // Hundredths of a point.
        expect(Math.abs((lengthM / widthM) * width - (to - from))).toBeLessThan(0.03);
        expect(Math.abs((width * heightM) / widthM - height)).toBeLessThan(
          0.02 + height / 500 + heightM / widthM / 100,
        );
        expect([1, 2, 5]).toContain(Number(lengthM.toPrecision(1)) / 10 ** Math.floor(Math.log10(lengthM)));
        expect(to - from).toBeGreaterThan(0.19 * width);
      }),
      { numRuns: 200 },
    );
  });
});
