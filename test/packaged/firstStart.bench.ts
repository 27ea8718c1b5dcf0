import { expect, test } from './installed';
import { pixelsOf } from '../electron/pixels';
import { tableHead, tableRow } from '../bench/table';

/** Polling intervals, milliseconds: much shorter than what is measured. */
const OFTEN = { intervals: [100], timeout: 600_000 };

const shown: number[] = [];
const detected: number[] = [];

for (let round = 1; round <= 5; round++) {
  test(`from the first start to a map with detections, ${round}`, async ({ installed }) => {
    test.setTimeout(900_000);
    const fromMs = performance.now();
    const seconds = (): number => (performance.now() - fromMs) / 1000;
    const { page, close } = await installed.start();
    const map = page.getByRole('application', { name: 'Map' });
    // Relief varies in brightness; an empty map would be even.
    const relief = async (): Promise<number> =>
      (await pixelsOf(map)).brightness(0.35, 0.2, 0.65, 0.8).deviation;
    await expect.poll(relief, OFTEN).toBeGreaterThan(12);
    shown.push(seconds());
    await page.getByRole('button', { name: 'Find detections' }).click();
    await expect.poll(async () => (await pixelsOf(map)).count('#2563EB', 24), OFTEN).toBeGreaterThan(200);
    detected.push(seconds());
    await close();
  });
}

test.afterAll(() => {
  const rest = { unit: 's', better: 'lower', rival: null, limit: '' } as const;
  console.log(
    [
      tableHead,
      tableRow({ what: 'first start of the installed app to the sample on the map', ours: shown, ...rest }),
      tableRow({ what: 'the same to its peaks found at three radii', ours: detected, ...rest }),
    ].join('\n'),
  );
});
