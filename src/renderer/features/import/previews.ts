import type { LabelFileChoice, LabelFilePreview } from '../../../shared/labels/labelFiles';
import type { Engine } from '../../rpc';

/** What label files hold, each read once for what is said of it. */
export class Previews {
  private readonly read = new Map<string, Promise<LabelFilePreview>>();

  /** @throws UserError saying what is wrong with the file */
  of(engine: Engine, path: string, file: LabelFileChoice = {}): Promise<LabelFilePreview> {
    const key = JSON.stringify([path, file]);
    const preview = this.read.get(key) ?? engine.labels.inspect({ path, ...file });
    this.read.set(key, preview);
    return preview;
  }
}
