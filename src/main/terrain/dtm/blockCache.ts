/** Unpacked blocks that are kept, so that windows beside each other unpack each block once. */
const BUDGET_BYTES = 32 * 1024 * 1024;

/** The blocks of one DTM that were read last. */
export class BlockCache {
  private readonly kept = new Map<number, Float32Array>();
  private readonly pending = new Map<number, Promise<Float32Array>>();
  private bytes = 0;

  /** @param read gives a block that is not kept */
  constructor(private readonly read: (block: number) => Promise<Float32Array>) {}

  get(block: number): Promise<Float32Array> {
    const kept = this.kept.get(block);
    if (kept !== undefined) {
      // Last in the map is last to go.
      this.kept.delete(block);
      this.kept.set(block, kept);
      return Promise.resolve(kept);
    }
    let reading = this.pending.get(block);
    if (reading === undefined) {
      reading = this.read(block)
        .then((elevations) => {
          this.keep(block, elevations);
          return elevations;
        })
        .finally(() => this.pending.delete(block));
      this.pending.set(block, reading);
    }
    return reading;
  }

  private keep(block: number, elevations: Float32Array): void {
    this.kept.set(block, elevations);
    this.bytes += elevations.byteLength;
    for (const [oldest, { byteLength }] of this.kept) {
      if (this.bytes <= BUDGET_BYTES) return;
      this.kept.delete(oldest);
      this.bytes -= byteLength;
    }
  }
}
