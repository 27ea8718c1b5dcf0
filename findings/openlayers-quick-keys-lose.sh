#!/bin/sh
# OpenLayers' KeyboardPan and KeyboardZoom, with their animation of 100 ms, start each press from where the map is on its way, not from where
# the press before it will end: of quick presses of the right arrow and the down arrow one is lost, wholly or in part, as is one of two quick
# presses of "+". With a duration of 0 each counts in full.
# Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . ol@10.11.0 jsdom@26.1.0
cat > try.mjs <<'JS'
import { JSDOM } from 'jsdom';
const { window } = new JSDOM('<div id="map" tabindex="0"></div>', { pretendToBeVisual: true });
const { document, requestAnimationFrame, cancelAnimationFrame, KeyboardEvent, HTMLElement } = window;
Object.assign(globalThis, { window, document, requestAnimationFrame, cancelAnimationFrame, HTMLElement });
const { default: View } = await import('ol/View.js');
const { default: KeyboardPan } = await import('ol/interaction/KeyboardPan.js');
const { default: KeyboardZoom } = await import('ol/interaction/KeyboardZoom.js');
const target = document.getElementById('map');
const after = async (options, ...keys) => {
  const view = new View({ center: [0, 0], resolution: 1, constrainResolution: false });
  const map = { getView: () => view, getTargetElement: () => target, render() {} };
  const interactions = [new KeyboardPan(options), new KeyboardZoom(options)];
  for (const key of keys) {
    const originalEvent = new KeyboardEvent('keydown', { key });
    target.dispatchEvent(originalEvent);
    for (const interaction of interactions) interaction.handleEvent({ type: 'keydown', key, originalEvent, map });
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  return { centre: view.getCenter().map(Math.round), resolution: view.getResolution() };
};
const animated = [await after({}, 'ArrowRight', 'ArrowDown'), await after({}, '+', '+')];
const atOnce = [await after({ duration: 0 }, 'ArrowRight', 'ArrowDown'), await after({ duration: 0 }, '+', '+')];
console.log('ol 10.11.0, right and down arrow, and "+" twice, from [0, 0] at 1 m a pixel');
console.log('animated:', JSON.stringify(animated));
console.log('at once: ', JSON.stringify(atOnce));
const [moved, zoomed] = animated;
const isSo =
  moved.centre.join() !== '128,-128' &&
  zoomed.resolution > 0.4 &&
  atOnce[0].centre.join() === '128,-128' &&
  Math.abs(atOnce[1].resolution - 0.25) < 1e-9;
process.exit(isSo ? 0 : 1);
JS
node try.mjs
