import type { CDPSession, Page } from '@playwright/test';

/** How long a movement takes. */
const SECONDS = 4;

/** Sends pointer events at 60 a second, as a hand does, whether or not the page keeps up. */
export async function drag(page: Page, session: CDPSession): Promise<void> {
  const box = await page.getByRole('application', { name: 'Map' }).boundingBox();
  if (box === null) throw new Error('There is no map.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const sent: Promise<unknown>[] = [];
  const send = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', atX: number, atY: number): void => {
    const buttons = type === 'mouseReleased' ? 0 : 1;
    const event = { type, x: atX, y: atY, button: 'left', buttons, clickCount: 1 } as const;
    sent.push(session.send('Input.dispatchMouseEvent', event));
  };
  await everyFrame(SECONDS, (second) => {
    // Each second the map is grabbed, moved in a circle, held still and released: a flung map would drift away.
    const share = second % 1;
    const angle = 2 * Math.PI * Math.min(1, share / 0.8);
    if (share < 0.02) send('mousePressed', x, y);
    else if (share > 0.96) send('mouseReleased', x, y);
    else send('mouseMoved', x + 160 * Math.sin(angle), y + 120 * (1 - Math.cos(angle)));
  });
  send('mouseReleased', x, y);
  await Promise.all(sent);
}

/** Turns the wheel back and forth at the centre of the map. */
export async function zoom(page: Page, session: CDPSession): Promise<void> {
  const box = await page.getByRole('application', { name: 'Map' }).boundingBox();
  if (box === null) throw new Error('There is no map.');
  const sent: Promise<unknown>[] = [];
  await everyFrame(SECONDS, (second) => {
    // A wheel clicks fifteen times a second at most.
    if (Math.round(second * 60) % 4 !== 0) return;
    const deltaY = second % 4 < 2 ? -48 : 48;
    const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const event = { type: 'mouseWheel', ...place, deltaX: 0, deltaY } as const;
    sent.push(session.send('Input.dispatchMouseEvent', event));
  });
  await Promise.all(sent);
}

async function everyFrame(seconds: number, act: (second: number) => void): Promise<void> {
  const start = performance.now();
  for (let frame = 0; frame < 60 * seconds; frame++) {
    act(frame / 60);
    const waitMs = start + ((frame + 1) * 1000) / 60 - performance.now();
    if (waitMs > 0) await new Promise((done) => setTimeout(done, waitMs));
  }
}
