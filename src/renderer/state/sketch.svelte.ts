import type { LonLat } from '../../shared/geo/lonLat';

/** A place (one corner) or an area that is marked on the map. */
export interface SketchedArea {
  readonly label: string;
  readonly line: 'solid' | 'dashed';
  readonly corners: readonly LonLat[];
}

/** How an area of a class looks. */
export interface AreaLook {
  /** The class's, `#rrggbb`. */
  readonly colour: string;
  /** Whether the class is everywhere in it; false: nowhere in it. */
  readonly positive: boolean;
}

/** Something that is being drawn on the map. */
export interface Drawing {
  readonly shape: 'box' | 'polygon' | 'place';
  /** What it is drawn for, such as the name of a field. */
  readonly label: string;
  /** How an area is shown while it is drawn; if omitted, as something that is marked. */
  readonly area?: AreaLook;
  /** Called with the corners: of a box two opposite ones, of a place the place. */
  readonly onDrawn: (corners: LonLat[]) => void;
}

/** What features mark on the map, and what they ask to have drawn there. */
export class SketchState {
  areas = $state.raw<readonly SketchedArea[]>([]);
  drawing = $state.raw<Drawing | null>(null);

  /** Marks these and nothing else. */
  mark(areas: readonly SketchedArea[]): void {
    this.areas = areas;
  }

  /** Asks for something to be drawn; null asks for nothing. */
  draw(drawing: Drawing | null): void {
    this.drawing = drawing;
  }

  clear(): void {
    this.areas = [];
    this.drawing = null;
  }
}
