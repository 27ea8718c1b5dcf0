import type { Markup } from './markup';

/** What a report says, before settings and provenance. */
export interface Story {
  /** Which experiment, e.g. `Scale finder · Fig. 4 of the paper`. */
  readonly kicker: string;
  readonly title: string;
  /** The result, one sentence in plain words. */
  readonly finding: string;
  /** Tables, plots and figures, each a section. */
  readonly sections: readonly Markup[];
}
