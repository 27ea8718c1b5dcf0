import type { MapLayersState } from './mapLayers.svelte';
import type { ViewState } from './view.svelte';

/** The map of the likeliest class of each place. */
export class ClassMapState {
  private readonly layer = $derived.by(() => this.layers.find('class-map'));
  /** Whether the map shows it. */
  readonly shown = $derived.by(() => this.layer?.visible ?? false);
  /** Probability from which it shows classes, where that is not the one of the detections; null: it is. */
  readonly ownThreshold = $derived.by(() => this.layer?.style.threshold ?? null);
  /** Probability from which it shows classes. */
  readonly threshold = $derived.by(() => this.ownThreshold ?? this.view.threshold);

  constructor(
    private readonly layers: Readonly<MapLayersState>,
    private readonly view: Readonly<ViewState>,
  ) {}

  /** Shows it in place of the probabilities of one class, or hides it. */
  async show(shown: boolean): Promise<void> {
    if (!shown) {
      this.layers.change('class-map', { visible: false });
      return;
    }
    this.view.showProbability(null);
    await this.layers.reveal('class-map');
  }

  /** @param threshold 0..1; null: that of the detections */
  chooseThreshold(threshold: number | null): void {
    const { layer } = this;
    if (layer !== undefined) this.layers.change('class-map', { style: { ...layer.style, threshold } });
  }

  /** @param byProbability whether classes are the fainter the less probable they are */
  fade(byProbability: boolean): void {
    const { layer } = this;
    if (layer !== undefined) this.layers.change('class-map', { style: { ...layer.style, byProbability } });
  }
}
