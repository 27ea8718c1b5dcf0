import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { handlersOf } from '../../../src/main/engine/handlers';
import { labelClassCatalogue } from '../../../src/shared/labels/labelClasses';
import { temporaryFolder } from './folder';
import { never, startEngine } from './workbench';

const folder = temporaryFolder();
const { engine, close } = startEngine(folder);
const { labels, project } = handlersOf(engine);

beforeAll(async () => {
  await engine.create(join(folder, 'schema.topo2vec'));
});
afterAll(close);

const classes = () => labels.classes(undefined, never());
const undo = () => project.undo(undefined, never());

function importOf(name: string, text: string): Promise<{ added: number; changed: number }> {
  const path = join(folder, name);
  writeFileSync(path, text);
  return Promise.resolve(labels.importClasses({ path }, never()));
}

test('CSV as spreadsheets write it: semicolons, German umlauts in Windows-1252, channels of colours', async () => {
  const path = join(folder, 'arten.csv');
  writeFileSync(
    path,
    Buffer.from(
      'Code;Name;Red;Green;Blue\r\n10;Rutschung;230;97;1\r\n20;Blockgletscher;94;60;153\r\n;Mor\u00e4ne;;;\r\npeak;Gipfel;0;0;0\r\n'.replace(
        ';;;',
        ';1;2;3',
      ),
      'latin1',
    ),
  );
  expect(await labels.importClasses({ path }, never())).toEqual({ added: 3, changed: 1 });
  expect((await classes()).map(({ id, name, colour }) => [id, name, colour])).toEqual([
    ['peak', 'Gipfel', '#000000'],
    ...labelClassCatalogue.slice(1).map(({ id, name, colour }) => [id, name, colour]),
    ['10', 'Rutschung', '#E66101'],
    ['20', 'Blockgletscher', '#5E3C99'],
    ['morane', 'Mor\u00e4ne', '#010203'],
  ]);
  expect(await undo()).toBe('Import 4 classes of arten.csv');
  expect((await classes()).map(({ id }) => id)).toEqual(labelClassCatalogue.map(({ id }) => id));
});

test('JSON, as a list or as the categories of COCO; a class of the same name is that class', async () => {
  await importOf(
    'list.json',
    '[{"id": 7, "name": "Peak", "color": [255, 0, 128], "letter": "Pk", "shape": "disc"}]',
  );
  expect((await classes())[0]).toMatchObject({ id: 'peak', colour: '#FF0080', letter: 'Pk', shape: 'disc' });
  await undo();
  const coco = { categories: [{ id: 1, name: 'Rock glacier', supercategory: 'ice' }] };
  expect(await importOf('coco.json', JSON.stringify(coco))).toEqual({ added: 1, changed: 0 });
  expect((await classes()).at(-1)).toMatchObject({
    id: '1',
    name: 'Rock glacier',
    letter: 'O',
    colour: '#E69F00',
  });
  await undo();
});

test('styles of QGIS: a paletted raster, and categories with symbols of either age', async () => {
  await importOf(
    'raster.qml',
    `<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis><pipe><rasterrenderer type="paletted"><colorPalette>
     <paletteEntry alpha="255" color="#1a9641" label="Fan" value="3"/><paletteEntry color="#d7191c" label="" value="4"/>
     </colorPalette></rasterrenderer></pipe></qgis>`,
  );
  expect((await classes()).slice(-2)).toMatchObject([
    { id: '3', name: 'Fan', colour: '#1A9641' },
    { id: '4', name: '4', colour: '#D7191C' },
  ]);
  await undo();
  await importOf(
    'vector.qml',
    `<qgis><renderer-v2 type="categorizedSymbol"><categories><category symbol="0" value="cirque" label="Cirque"/>
     <category symbol="1" value="esker" label="Esker"/><category symbol="2" value="" label="all others"/></categories>
     <symbols><symbol name="0"><layer><Option type="Map"><Option name="color" value="31,120,180,255,rgb:0.12,0.47,0.7,1"/>
     <Option name="outline_color" value="1,1,1,255"/></Option></layer></symbol>
     <symbol name="1"><layer><prop k="color" v="227,26,28,255"/></layer></symbol></symbols></renderer-v2></qgis>`,
  );
  expect((await classes()).slice(9).map(({ id, colour }) => [id, colour])).toEqual([
    ['cirque', '#1F78B4'],
    ['esker', '#E31A1C'],
  ]);
  await undo();
});

test('what cannot be imported names its row, and nothing is changed', async () => {
  const refusals: [string, string, string][] = [
    [
      'a.csv',
      'code,name,colour\npeak,Peak,#2563EB\nfan,Fan,reddish\n',
      'a.csv, row 3: "reddish" is not a colour.',
    ],
    ['b.csv', 'name\nFan\n\nfan\n', 'b.csv, row 3: it has the same code or name as row 2.'],
    ['c.csv', 'what,hue\nFan,red\n', 'c.csv has no column for the name of a class'],
    ['d.csv', 'name,letter\nFan,FAN\n', 'd.csv, row 2: "FAN" is longer than two letters.'],
    ['e.csv', 'name,shape\nFan,star\n', 'e.csv, row 2: "star" is not a shape.'],
    ['f.csv', 'name,tag\nFan,natural\n', 'f.csv, row 2: "natural" is not a tag.'],
    ['g.json', '[{"name": "Fan"}, {"colour": "#fff"}]', 'g.json, entry 2: the class has no name.'],
    ['h.json', '{"name": "Fan"', 'h.json is not valid JSON.'],
    ['i.json', '{"name": "Fan"}', 'i.json is not a list of classes'],
    ['j.qml', '<qgis><category value="a"', 'j.qml is not well-formed XML'],
    ['k.qml', '<qgis/>', 'k.qml holds no classes.'],
    ['l.csv', 'name,exclusive\nFan,perhaps\n', 'l.csv, row 2: "perhaps" is neither yes nor no.'],
  ];
  const before = await classes();
  for (const [name, text, message] of refusals) await expect(importOf(name, text)).rejects.toThrow(message);
  expect(await classes()).toEqual(before);
});

test.each(['classes.csv', 'classes.json'])('%s gives the same classes back', async (name) => {
  const [peak] = await classes();
  if (peak === undefined) throw new Error('There are no classes.');
  const hill = { natural: ['peak', 'hill'], ele: ['*'] };
  await labels.putClass({ ...peak, filter: hill, radiusM: 340, exclusive: false }, never());
  await labels.putClass({ ...peak, id: 'own', name: 'Own, "quoted"', filter: null }, never());
  const before = await classes();
  const path = join(folder, name);
  expect(await labels.exportClasses({ path }, never())).toBe(10);
  expect(readFileSync(path, 'utf8')).toContain('natural=peak|hill;ele=*');
  await labels.removeClass({ classId: 'own' }, never());
  await labels.putClass({ ...peak, name: 'Gone' }, never());
  expect(await labels.importClasses({ path }, never())).toEqual({ added: 1, changed: 1 });
  expect(await classes()).toEqual(before);
  for (let step = 0; step < 5; step++) await undo();
  expect((await classes()).map(({ id }) => id)).toEqual(labelClassCatalogue.map(({ id }) => id));
});
