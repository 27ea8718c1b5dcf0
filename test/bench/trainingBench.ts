import { FinerPatches } from '../../src/main/compute/training/objectives/finerPatches';
import { Reconstruction } from '../../src/main/compute/training/objectives/reconstruction.method';
import { Rows } from '../../src/main/compute/numeric/rows';
import { PATCH_VALUES } from '../../src/shared/terrain/patch';
import { Random } from '../../src/shared/statistics/random';
import { trainingSettings } from '../../src/shared/encoders/trainingPresets';
import { pythonRival } from './pythonRival';
import { fastest, interleaved, type Row } from './row';

/** Training of topo2vec-4 beside PyTorch at its best batch and memory format: most steps have frozen batch norms. */
export async function* trainingRows(): AsyncGenerator<Row> {
  for (const frozen of [true, false]) {
    const settings = trainingSettings('topo2vec-4', false);
    const random = new Random(1);
    const rows = (width: number): Rows => {
      const all = new Rows(width);
      all.add(Float32Array.from({ length: 1024 * width }, () => random.nextFloat()));
      return all;
    };
    const set = { inputs: rows(PATCH_VALUES), targets: rows((16 * settings.factor) ** 2) };
    const objective = new Reconstruction(new FinerPatches(set, null, settings, 0));
    objective.startEpoch(random);
    const images = Uint32Array.from({ length: settings.batchSize }, (_, i) => i);
    let step = 0;
    const rival = await pythonRival('training_torch.py', [frozen ? 'frozen' : 'live']);
    try {
      yield {
        what: `topo2vec-4 training at batch ${settings.batchSize}, batch norms ${frozen ? 'frozen' : 'not frozen'}`,
        unit: 'images/s',
        better: 'higher',
        ...(await interleaved(
          fastest(settings.batchSize, () => {
            objective.step({ images, from: 0, step: ++step, steps: 100_000, frozen });
          }),
          rival,
        )),
        limit: '10 million multiply-adds an image',
      };
    } finally {
      rival.end();
    }
  }
}
