import { execFileSync } from 'node:child_process';
import { expect, test } from './workbench';

test('when the compute process dies, its task fails with a clear error and the next task works', async ({
  workbench,
}) => {
  const { app, page, picture } = workbench;
  let log = '';
  app.process().stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
  await expect(page.getByText('Liechtenstein sample')).toBeVisible();
  await page.getByRole('tab', { name: 'Train' }).click();
  await page.getByLabel('Patches').fill('2000');
  await page.getByLabel('Epochs').fill('200');
  await page.getByRole('button', { name: 'Train encoder' }).click();
  await expect(page.getByText(/images\/s/).first()).toBeVisible({ timeout: 120_000 });
  await picture('20-training');

  const pids = await app.evaluate(({ app: electron }) =>
    electron
      .getAppMetrics()
      .filter(({ name, serviceName }) => `${name ?? ''}${serviceName ?? ''}`.includes('compute'))
      .map(({ pid }) => pid),
  );
  expect(pids).toHaveLength(1);
  execFileSync('kill', ['-9', String(pids[0])]);
  await expect(page.getByRole('status').getByText(/The compute process stopped unexpectedly/)).toBeVisible();
  await picture('21-compute-died');
  const shell = `[shell ${app.process().pid ?? 0}]`;
  await expect.poll(() => log).toContain(`${shell} compute, process ${pids[0] ?? 0}: ended unasked`);
  await expect.poll(() => log).toContain(`${shell} Topo2Vec compute: killed, code 9`);
  await expect.poll(() => log).toMatch(/compute, process \d+: started in place of process \d+/);

  // The window, the project and a new compute process continue.
  await page.getByRole('tab', { name: 'Retrieve' }).click();
  await page.keyboard.press('r');
  await page.getByRole('application', { name: 'Map' }).click({ position: { x: 330, y: 300 } });
  await page.getByRole('button', { name: /^Find look-alikes at/ }).click();
  await expect(page.getByRole('button', { name: 'Look-alike 1, go there' })).toBeVisible({
    timeout: 200_000,
  });
});
