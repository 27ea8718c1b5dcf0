import {
  layerKinds,
  mapLayer,
  type LayerKind,
  type MapLayer,
  type MapLayerOf,
} from '../../shared/contract/mapLayers';
import type { Engine } from '../rpc';

/** Sends a request to the engine of the open project. */
type Ask = <T>(work: (engine: Engine) => Promise<T>) => Promise<T | undefined>;

/** The layers on the map. A change of how one looks applies at once and is then kept in the project. */
export class MapLayersState {
  /** From the bottom of the map to the top. */
  list = $state.raw<readonly MapLayer[]>([]);
  /** From the top of the map down, as people list them. */
  readonly topDown = $derived([...this.list].reverse());
  /** Kinds that are not on the map. */
  readonly missing = $derived(layerKinds.filter((kind) => this.find(kind) === undefined));
  /** What was changed and was not sent to the engine yet. */
  private unsent: readonly MapLayer[] = [];
  private sending: Promise<void> = Promise.resolve();
  /** Changes of how layers look, and the number of each kind's last one. */
  private changes = 0;
  private readonly changedAt: Partial<Record<LayerKind, number>> = {};

  constructor(private readonly project: { readonly attempt: Ask; readonly change: Ask }) {}

  /** Fetches the engine's list, and gives what shows it; what is changed here meanwhile takes precedence. */
  async fetch(engine: Engine): Promise<() => void> {
    await this.sent();
    const seen = this.changes;
    const list = await engine.mapLayers.list();
    return () => {
      this.list = list.map((layer) =>
        (this.changedAt[layer.kind] ?? 0) > seen ? (this.find(layer.kind) ?? layer) : layer,
      );
    };
  }

  /** Resolves when the engine has all that was changed. */
  async sent(): Promise<void> {
    for (let sent: Promise<void> | null = null; sent !== this.sending;) {
      sent = this.sending;
      await sent;
    }
  }

  find<Kind extends LayerKind>(kind: Kind): MapLayerOf<Kind> | undefined {
    return this.list.find((layer): layer is MapLayerOf<Kind> => layer.kind === kind);
  }

  /** Changes visibility, opacity or style of a layer. */
  change<Kind extends LayerKind>(
    kind: Kind,
    change: Partial<Pick<MapLayerOf<Kind>, 'visible' | 'opacity' | 'style'>>,
  ): void {
    const layer = this.find(kind);
    if (layer === undefined) return;
    const changed = mapLayer.parse({ ...layer, ...change });
    this.list = this.list.map((other) => (other.kind === kind ? changed : other));
    this.changedAt[kind] = ++this.changes;
    const isSending = this.unsent.length > 0;
    this.unsent = [...this.unsent.filter((other) => other.kind !== kind), changed];
    if (!isSending) this.sending = this.send();
  }

  /** Adds a layer, which is there when the promise resolves. */
  async add(kind: LayerKind): Promise<void> {
    await this.project.change((engine) => engine.mapLayers.add({ kind }));
  }

  /** Makes sure that a layer is on the map and visible. */
  async reveal(kind: LayerKind): Promise<void> {
    if (this.find(kind) === undefined) await this.add(kind);
    else this.change(kind, { visible: true });
  }

  remove(kind: LayerKind): Promise<unknown> {
    return this.project.change((engine) => engine.mapLayers.remove({ kind }));
  }

  rename(kind: LayerKind, name: string): Promise<unknown> {
    return this.project.change((engine) => engine.mapLayers.rename({ kind, name }));
  }

  /** @param to place counted from the top */
  move(kind: LayerKind, to: number): Promise<unknown> {
    const fromBottom = Math.max(0, this.list.length - 1 - to);
    return this.project.change((engine) => engine.mapLayers.move({ kind, to: fromBottom }));
  }

  /** Sends what was changed; what a slider changes meanwhile is sent with the next turn. */
  private async send(): Promise<void> {
    for (let [layer] = this.unsent; layer !== undefined; [layer] = this.unsent) {
      const sent = layer;
      await this.project.attempt((engine) => engine.mapLayers.set(sent));
      this.unsent = this.unsent.filter((other) => other !== sent);
    }
  }
}
