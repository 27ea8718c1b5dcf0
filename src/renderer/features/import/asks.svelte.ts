import type { TaskSpecInput } from '../../../shared/task';

/** What a file of terrain does not say itself. */
export type DtmOptions = Pick<Extract<TaskSpecInput, { kind: 'import-dtms' }>, 'crs' | 'band'>;

/** A question about files of terrain that could not be imported without an answer. */
export interface DtmAsk {
  readonly kind: 'crs' | 'band';
  readonly paths: readonly string[];
  /** What was stated already. */
  readonly stated: DtmOptions;
  /** Why it is asked. */
  readonly error: string;
  /** Called with the answer; null where the question was closed. */
  readonly answer: (options: DtmOptions | null) => void;
}

/** What the region is called that labels are downloaded in. */
export const DOWNLOAD_REGION = 'Region to download';

/** A question that an import has for the user. */
type Ask =
  DtmAsk | { readonly kind: 'labels'; readonly paths: readonly string[] } | { readonly kind: 'download' };

/** Questions that wait for an answer; one is asked at a time. */
class Asks {
  private list = $state.raw<readonly Ask[]>([]);
  /** The question that is open now. */
  readonly open = $derived(this.list[0] ?? null);

  add(ask: Ask): void {
    this.list = [...this.list, ask];
  }

  /** Closes the open question, answered or not. */
  end(): void {
    this.list = this.list.slice(1);
  }
}

export const asks: Readonly<Asks> = new Asks();
