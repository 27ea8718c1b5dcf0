import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, fixture, test } from './workbench';
import { pixelsOf } from './pixels';

test('places, distances and profiles on the map', async ({ workbench }) => {
  const { app, page, picture, drop, saveAs, menu, folder } = workbench;
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  const map = page.getByRole('application', { name: 'Map' });
  await expect
    .poll(async () => (await pixelsOf(map)).brightness(0.35, 0.2, 0.65, 0.8).deviation)
    .toBeGreaterThan(12);

  await test.step('the wheel zooms, wherever the focus is', async () => {
    await page.getByRole('tab', { name: 'Labels' }).click();
    const scaleBar = page.getByText('5 km', { exact: true });
    await expect(scaleBar).toBeVisible();
    await map.hover();
    // A turn of the wheel is a step of the zoom, and the bar's length is a round one: it takes one or two.
    await expect(async () => {
      await page.mouse.wheel(0, -240);
      await expect(scaleBar).toBeHidden({ timeout: 1000 });
    }).toPass();
    await page.keyboard.press('Control+0');
    await expect(scaleBar).toBeVisible();
  });

  const dialog = page.getByRole('dialog', { name: 'Go to coordinates' });
  const goTo = async (text: string): Promise<void> => {
    await page.keyboard.press('Control+g');
    await dialog.getByRole('textbox', { name: 'Coordinates' }).fill(text);
    await page.keyboard.press('Enter');
  };
  const middle = async (): Promise<{ x: number; y: number }> => {
    const box = await map.boundingBox();
    if (box === null) throw new Error('There is no map.');
    return { x: box.width / 2, y: box.height / 2 };
  };
  const under = page.getByRole('group', { name: 'Under the pointer' });
  const coordinates = under.getByRole('button', { name: /^Coordinates(?! in)/ });
  /** Degrees of latitude and longitude that the status bar shows. */
  const shown = async (): Promise<number[]> =>
    [...(await coordinates.innerText()).matchAll(/\d+\.\d+/g)].map(([number]) => Number(number));

  /** Moves the pointer to the centre of the map, which is at these coordinates. */
  const arriveAt = async (latDeg: number, lonDeg: number): Promise<void> => {
    await expect
      .poll(async () => {
        await map.hover({ position: await middle() });
        const [shownLat = 0, shownLon = 0] = await shown();
        return Math.max(Math.abs(shownLat - latDeg), Math.abs(shownLon - lonDeg));
      })
      .toBeLessThan(0.00003);
  };
  const zoomIn = async (): Promise<void> => {
    for (let step = 0; step < 5; step++) await page.getByRole('button', { name: 'Zoom in' }).click();
  };
  const clickAt = async (latDeg: number, lonDeg: number): Promise<void> => {
    await goTo(`${latDeg} N ${lonDeg} E`);
    await arriveAt(latDeg, lonDeg);
    await map.click({ position: await middle() });
  };

  await test.step('the map goes to coordinates, marks them and shows those under the pointer', async () => {
    // Esc and the same dialog again, as fast as keys come.
    for (let time = 0; time < 5; time++) {
      await page.keyboard.press('Control+g');
      await expect(page.getByRole('dialog', { name: 'Go to coordinates' })).toBeVisible();
      await page.keyboard.press('Escape');
    }
    await goTo('47.13, 9.56');
    await expect(dialog).toBeHidden();
    await zoomIn();
    await arriveAt(47.13, 9.56);
    // Bilinear in the DTM, by rasterio's values and NumPy.
    await expect(under.getByRole('status', { name: 'Elevation' })).toHaveText(/^1,58\d m$/);
    await picture('60-go-to');
  });

  await test.step('input that is not a place is refused with the reason', async () => {
    await goTo('47° 61′ N 9° E');
    await expect(dialog.getByRole('alert')).toContainText('60 minutes or seconds, or more');
    await picture('61-go-to-refused');
    await dialog.getByRole('textbox').fill('2760264 1218711');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('alert')).toContainText('is in degrees');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });

  await test.step('coordinates in the format that is chosen, copied by a click', async () => {
    await under.getByRole('button', { name: 'Choose the coordinate format' }).click();
    const formats = page.getByRole('radiogroup', { name: 'Coordinate format' });
    await formats.getByRole('radio', { name: /^Degrees, minutes, seconds/ }).check();
    await picture('62-formats');
    await page.keyboard.press('Escape');
    await expect(formats).toBeHidden();
    await map.hover({ position: await middle() });
    await expect(coordinates).toHaveText(/^47° 0[78]′ \d\d\.\d\d″ N 9° 3[34]′ \d\d\.\d\d″ E$/);
    const text = await coordinates.innerText();
    await coordinates.click();
    await expect(page.getByText('Coordinates copied.')).toBeVisible();
    expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe(text);
    await under.getByRole('button', { name: 'Choose the coordinate format' }).click();
    await formats.getByRole('radio', { name: /^Decimal degrees/ }).check();
    await page.keyboard.press('Escape');
  });

  // By pyproj's Geod: 9406.067 m from 47.1 N 9.5 E to 47.15 N 9.6 E.
  const from = [47.1, 9.5] as const;
  const to = [47.15, 9.6] as const;

  await test.step('a known distance is measured, and a known area', async () => {
    await page.keyboard.press('m');
    await clickAt(...from);
    await clickAt(...to);
    const measurement = page.getByRole('status', { name: 'Measurement' });
    await expect(measurement).toHaveText(/^9\.40[567] km/);
    // By pyproj's Geod: 21.079 km², and the last side 5558.7 m.
    await clickAt(47.15, 9.5);
    await clickAt(...from);
    await expect(measurement).toHaveText(/3 segments, the last 5\.5[56]\d km · 21\.0[78]\d km²$/);
    await page.keyboard.press('Home');
    await map.hover({ position: { x: 200, y: 200 } });
    await picture('63-measured');
    await page.keyboard.press('Escape');
    await expect(measurement).toBeHidden();
  });

  await test.step('corners clicked quickly do not end a line, a double click does', async () => {
    const measurement = page.getByRole('status', { name: 'Measurement' });
    const box = await map.boundingBox();
    if (box === null) throw new Error('There is no map.');
    await page.keyboard.press('m');
    await page.mouse.click(box.x + 260, box.y + 200);
    await page.mouse.click(box.x + 380, box.y + 250);
    await page.mouse.dblclick(box.x + 440, box.y + 320);
    await expect(measurement).toHaveText(/2 segments/);
    await page.mouse.move(box.x + 300, box.y + 500);
    await expect(measurement).toHaveText(/2 segments/);
    await page.keyboard.press('Escape');
    await expect(measurement).toBeHidden();
  });

  await test.step('an area is measured by keys alone', async () => {
    const measurement = page.getByRole('status', { name: 'Measurement' });
    /** Moves the map, whose middle the line follows. */
    const move = async (key: string): Promise<void> => {
      const before = await measurement.innerText();
      await page.keyboard.press(key);
      await expect(measurement).not.toHaveText(before);
    };
    await page.keyboard.press('m');
    await page.keyboard.press('F6');
    await expect(map).toBeFocused();
    await expect(page.getByText(/^Enter draws a corner at the cross/)).toBeVisible();
    await page.keyboard.press('Enter');
    await move('ArrowRight');
    await expect(measurement).toHaveText(/^[\d.]+ km$/);
    await page.keyboard.press('Enter');
    await move('ArrowDown');
    await page.keyboard.press('Enter');
    await move('ArrowDown');
    await expect(measurement).toHaveText(/3 segments/);
    await page.keyboard.press('Backspace');
    await expect(measurement).toHaveText(/2 segments/);
    await move('ArrowUp');
    await page.keyboard.press('Enter');
    await move('ArrowUp');
    await move('ArrowLeft');
    await page.keyboard.press('Enter');
    await expect(measurement).toHaveText(/3 segments.* km²$/);
    await page.keyboard.press('Escape');
    await expect(measurement).toBeHidden();
  });

  await test.step('a known profile, from plot to map and back, and as CSV', async () => {
    await page.keyboard.press('p');
    const card = page.getByRole('region', { name: 'Elevation profile' });
    await expect(card.getByText('Click along a line on the map')).toBeVisible();
    await zoomIn();
    await clickAt(...from);
    await clickAt(...to);
    await page.keyboard.press('Enter');
    const facts = async (term: string): Promise<string> =>
      (
        await card
          .getByRole('term')
          .filter({ hasText: term })
          .locator('xpath=following-sibling::dd')
          .innerText()
      ).trim();
    await expect.poll(() => facts('Length')).toMatch(/^9\.40[567] km$/);
    const plot = card.getByRole('slider', { name: 'Place on the profile' });
    await plot.focus();
    await plot.press('End');
    // Bilinear in the DTM at both ends, by rasterio's values and NumPy: 468.0 m and 1833.0 m.
    await expect(plot).toHaveAttribute('aria-valuetext', /^9\.40\d km, 1,83\d m/);
    await plot.press('Home');
    await expect(plot).toHaveAttribute('aria-valuetext', /^0\.0 m, 468 m/);
    await page.getByRole('button', { name: 'Zoom to terrain' }).click();
    await picture('65-profile');
    await saveAs(join(folder, 'profile.csv'));
    await card.getByRole('button', { name: 'Export CSV…' }).click();
    await expect(page.getByText(/1,000 places written/)).toBeVisible();
    const [names, first] = readFileSync(join(folder, 'profile.csv'), 'utf8').split('\r\n');
    expect(names).toBe('lon_deg,lat_deg,distance_m,elevation_m');
    expect(first).toMatch(/^9\.500\d+,47\.(100|099)\d+,0,468/);
    await card.getByRole('button', { name: 'Close the profile' }).click();
    await expect(card).toBeHidden();
  });

  await test.step('the window answers while an encoder is trained', async () => {
    await page.getByRole('tab', { name: 'Train' }).click();
    await page.getByRole('button', { name: 'Train encoder' }).click();
    const running = page.getByRole('progressbar').first();
    await expect(running).toBeVisible();
    for (const name of ['Labels', 'Detect', 'Retrieve', 'Train']) {
      await page.getByRole('tab', { name }).click();
      await expect(page.getByRole('tab', { name, selected: true })).toBeVisible();
    }
    await goTo('47.1 N 9.55 E');
    await arriveAt(47.1, 9.55);
    await expect(under.getByRole('status', { name: 'Elevation' })).toHaveText(/^[\d,]+ m$/);
    await expect(running).toBeVisible();
    await page.getByRole('tabpanel').getByRole('button', { name: 'Cancel' }).click();
    await expect(running).toBeHidden();
  });

  await test.step("east and north in the DTM's CRS", async () => {
    await saveAs(join(folder, 'swiss.topo2vec'));
    await menu('File', 'New project…');
    await expect(page.getByText('No terrain yet.')).toBeVisible();
    await drop(fixture('dtm', 'clip_lv95.tif'));
    await expect(page.getByRole('button', { name: 'clip_lv95.tif', exact: true })).toBeVisible();
    // pyproj: 46.8 N 9.86 E is E 2784818.04, N 1186055.95 in EPSG:2056.
    await goTo('46.8 N 9.86 E');
    for (let step = 0; step < 4; step++) await page.getByRole('button', { name: 'Zoom in' }).click();
    const inCrs = under.getByRole('button', { name: 'Coordinates in EPSG:2056' });
    await expect
      .poll(async () => {
        await map.hover({ position: await middle() });
        const [x = 0, y = 0] = [...(await inCrs.innerText()).matchAll(/\d+\.\d/g)].map(([number]) =>
          Number(number),
        );
        return Math.hypot(x - 2784818.04, y - 1186055.95);
      })
      .toBeLessThan(4);
    await picture('66-east-north');
    await goTo('2784818 1186056');
    await expect(dialog).toBeHidden();
    await map.hover({ position: await middle() });
    await under.getByRole('button', { name: 'Choose the coordinate format' }).click();
    await page.getByRole('radio', { name: /^EPSG:2056/ }).check();
    await expect(coordinates).toHaveText(/^E 27848[12]\d\.\d m N 11860\d\d\.\d m$/);
    await menu('View', 'Theme', 'Dark theme');
    await picture('67-east-north-dark');
  });
});
