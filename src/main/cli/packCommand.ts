import { resolve } from 'node:path';
import { look } from './asking';
import type { Output } from './output';
import type { Workbench } from './workbench';

export async function packCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: { out: string; withLayers?: boolean; grid?: number },
): Promise<void> {
  await look(workbench, args);
  const path = resolve(options.out);
  await workbench.run({
    ...{ kind: 'pack', path, layers: options.withLayers === true, gridM: options.grid ?? null },
  });
  output.result({ path }, `Packed into ${path}.`);
}
