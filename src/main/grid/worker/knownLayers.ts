import { LRUCache } from 'lru-cache';
import type { EncoderWeights } from '../../../shared/contract/compute';
import { UserError } from '../../../shared/errors';
import { encoderByKey } from '../control/encoders';
import type { Grid } from '../control/grid';
import { layerById } from '../control/layers';
import type { ShardLayer } from '../shards/shard';

/** Encoders and layers that are kept; most jobs share one. */
const KEPT = 8;

/** Layers and encoders of a grid, as jobs ask for them: they never change once they are there. */
export class KnownLayers {
  readonly #encoders = new LRUCache<string, EncoderWeights>({ max: KEPT });
  readonly #layers = new LRUCache<string, ShardLayer>({ max: KEPT });

  constructor(private readonly grid: Grid) {}

  /**
   * A layer and its encoder.
   * @throws UserError `not-found`; `bad-input` where the layer has another encoder than a job says
   */
  async of({ layerId, encoderKey }: { readonly layerId: string; readonly encoderKey: string }): Promise<{
    readonly layer: ShardLayer;
    readonly encoder: EncoderWeights;
  }> {
    const layer = this.#layers.get(layerId) ?? (await layerById(this.grid.database, layerId));
    this.#layers.set(layerId, layer);
    if (layer.encoderKey !== encoderKey)
      throw new UserError(
        'bad-input',
        `The layer ${layerId.slice(0, 12)} has another encoder than the job asks for.`,
      );
    const encoder = this.#encoders.get(encoderKey) ?? (await encoderByKey(this.grid.database, encoderKey));
    this.#encoders.set(encoderKey, encoder);
    return { layer, encoder };
  }
}
