import { copyFile, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from '../../platform/replaceFile';
import { addEncoderFolder } from '../encoders/encoders';
import { importDtmsWork } from '../dtms/importDtms';
import { importLabelsWork } from '../labels/importLabels';
import { OpenProject } from '../project/openProject';
import type { Compute } from '../context';

/** What the sample consists of, in resources/sample; SOURCES.md there names sources and licences. */
const SAMPLE_DTM = 'liechtenstein_srtm1.tif';
const SAMPLE_LABELS = 'liechtenstein.geojson';
const SAMPLE_CLASSES = ['peak', 'saddle', 'cliff', 'river', 'aerialway-station', 'alpine-hut'];

/** The encoders that ship with the program; the first, which measured best (docs/experiments), is a project's default. */
const SHIPPED_ENCODERS = ['polar', 'topo2vec-4', 'id', 'topo2vec-inv'];

/** Adds the encoders that new projects start with. */
export async function addShippedEncoders(project: OpenProject, resourcesDir: string): Promise<void> {
  for (const name of SHIPPED_ENCODERS) await addEncoderFolder(project, join(resourcesDir, 'encoders', name));
}

/**
 * Creates the sample project at a path where nothing exists: terrain, labels and encoder, so that detection takes one click.
 */
export async function ensureSampleProject(
  path: string,
  resourcesDir: string,
  compute: () => Compute,
): Promise<void> {
  if ((await stat(path).catch(() => null)) !== null) return;
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const dtmPath = join(folder, SAMPLE_DTM);
  await replaceFile(dtmPath, (beside) => copyFile(join(resourcesDir, 'sample', SAMPLE_DTM), beside));

  const project = await OpenProject.create(path, compute, async (made) => {
    const silent = (): void => undefined;
    const { signal } = new AbortController();
    await importDtmsWork(made, { kind: 'import-dtms', paths: [dtmPath] })(silent, signal);
    await importLabelsWork(made, {
      kind: 'import-labels',
      path: join(resourcesDir, 'sample', SAMPLE_LABELS),
      classIds: SAMPLE_CLASSES,
      everything: false,
      intervalM: 100,
      polygons: 'inside',
    })(silent, signal);
    await addShippedEncoders(made, resourcesDir);
    await made.database.transaction((transaction) => transaction.run('DELETE FROM undo_steps'));
  });
  await project.close();
}
