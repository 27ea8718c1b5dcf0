#!/bin/sh
# OpenLayers takes two clicks within 250 ms for a double click however far apart they are, where the browser's own dblclick wants them at one
# place: somebody who sets points quickly zooms the map, both points come without the `singleclick` that would have set them, and a drawing
# tool that ends at a double click ends. Compare the pixels of the last two `click` events at `dblclick`.
# Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . ol@10.11.0 jsdom@26.1.0
cat > try.mjs <<'JS'
import { JSDOM } from 'jsdom';
const { window } = new JSDOM('<div id="map"></div>');
// jsdom 26 has no pointer events.
class PointerEvent extends window.MouseEvent {
  constructor(type, init) {
    super(type, init);
    this.pointerId = init.pointerId;
  }
}
Object.assign(globalThis, { window, document: window.document, PointerEvent });
const { default: MapBrowserEventHandler } = await import('ol/MapBrowserEventHandler.js');
const viewport = document.getElementById('map');
const handler = new MapBrowserEventHandler({ getViewport: () => viewport, getOwnerDocument: () => document });
const seen = [];
for (const type of ['click', 'singleclick', 'dblclick'])
  handler.addEventListener(type, ({ originalEvent }) => seen.push(`${type} at ${originalEvent.clientX}`));
const press = (type, clientX, target) =>
  target.dispatchEvent(new PointerEvent(type, { clientX, clientY: 50, button: 0, pointerId: 1, bubbles: true }));
for (const x of [20, 620]) {
  press('pointerdown', x, viewport);
  press('pointerup', x, document);
}
await new Promise((resolve) => setTimeout(resolve, 400));
console.log('ol 10.11.0, two clicks 600 pixels apart:', seen.join(', '));
process.exit(seen.join() === 'click at 20,click at 620,dblclick at 620' ? 0 : 1);
JS
node try.mjs
