import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './workbench';

test('a button restores a damaged project from its backup and leaves the damaged file unchanged', async ({
  workbench,
}) => {
  const { page, folder, picture, menu, saveAs, openFrom, drop } = workbench;
  const named = (name: string) => page.getByRole('button', { name, exact: true });
  const notices = page.getByRole('status');
  await expect(named('Liechtenstein sample')).toBeVisible();

  const sound = join(folder, 'Sound.topo2vec');
  await saveAs(sound);
  await menu('File', 'Save a copy…');
  await expect(notices.getByText('Saved a copy as Sound.topo2vec.')).toBeVisible();
  const alps = join(folder, 'Alps.topo2vec');
  mkdirSync(`${alps}.backups`);
  copyFileSync(sound, join(`${alps}.backups`, '2026-01-02T03-04-05-006Z.topo2vec'));
  writeFileSync(alps, 'nothing of a database');

  await openFrom(alps);
  await menu('File', 'Open project…');
  await expect(
    notices.getByText(/^Alps\.topo2vec is damaged .* backed up on 2026-01-02 03:04 UTC/),
  ).toBeVisible();
  await expect(named('Liechtenstein sample')).toBeVisible();
  await picture('53-damaged');
  await named('Restore backup').click();
  await expect(named('Alps restored')).toBeVisible();
  await expect(page.getByText(/is damaged/)).toHaveCount(0);
  expect(readFileSync(alps, 'utf8')).toBe('nothing of a database');

  // Without a backup nothing is offered.
  const alone = join(folder, 'Alone.topo2vec');
  writeFileSync(alone, 'nothing of a database');
  await drop(alone);
  await expect(notices.getByText('Alone.topo2vec is not a Topo2Vec project.')).toBeVisible();
  await expect(named('Restore backup')).toHaveCount(0);
});
