import type { LonLat } from '../../shared/geo';

/** A place (one corner) or a piece of ground that is marked on the map. */
export interface SketchedGround {
  readonly label: string;
  readonly line: 'solid' | 'dashed';
  readonly corners: readonly LonLat[];
}

/** Something that is being drawn on the map. */
export interface Drawing {
  readonly shape: 'box' | 'polygon' | 'place';
  /** What the field that it is drawn for is called. */
  readonly label: string;
  /** Told of the corners: of a box two opposite ones, of a place the place. */
  readonly onDrawn: (corners: LonLat[]) => void;
}

/** What features mark on the map, and what they ask to have drawn there. */
export class SketchState {
  grounds = $state.raw<readonly SketchedGround[]>([]);
  drawing = $state.raw<Drawing | null>(null);
}
