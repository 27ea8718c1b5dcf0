import type { LonLat } from '../../shared/geo/lonLat';
import type { LabelClass } from '../../shared/labels/labelClasses';
import type { Ring } from '../../shared/geo/rings';

/** A place (one corner) or an area that is marked on the map. */
export interface SketchedArea {
  readonly label: string;
  readonly line: 'solid' | 'dashed';
  readonly corners: readonly LonLat[];
}

/** How an area of a class looks. */
export interface AreaLook extends Pick<LabelClass, 'colour' | 'shape'> {
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

/** An outline whose corners are moved on the map or typed. */
export interface Shape {
  /** What it is called, such as a region's name. */
  readonly label: string;
  /** Closed lines as in shared/geo/rings.ts. */
  readonly rings: readonly Ring[];
  /** Whether it stays a box: its corners move its edges. */
  readonly isBox: boolean;
  /** How an area is shown; if omitted, as a region. */
  readonly look?: AreaLook;
  /** Called with the rings after each change; done when the project has stored or refused them. */
  readonly onChanged: (rings: Ring[]) => Promise<void>;
}

/** What of the project is reshaped. */
export interface Reshaped {
  readonly kind: 'region' | 'area';
  readonly id: number;
}

interface Sketched {
  readonly marked: readonly (readonly SketchedArea[])[];
  readonly drawing: Drawing | null;
  readonly reshaped: Reshaped | null;
}

const nothing: Sketched = { marked: [], drawing: null, reshaped: null };

/** What features mark on the map, and what they ask to have drawn there. */
export class SketchState {
  private marked = $state.raw(nothing.marked);
  /** All that is marked. */
  readonly areas = $derived(this.marked.flat());
  drawing = $state.raw(nothing.drawing);
  /** What is reshaped now; null: nothing. */
  reshaped = $state.raw(nothing.reshaped);
  /** The same for effects that end: they read signals as these were before what ended them. */
  private latest = nothing;

  /** Marks these beside what others have marked; returns what takes them away again. */
  mark(areas: readonly SketchedArea[]): () => void {
    this.set({ marked: [...this.latest.marked, areas] });
    return () => {
      this.set({ marked: this.latest.marked.filter((other) => other !== areas) });
    };
  }

  /** Asks for something to be drawn; null asks for nothing. */
  draw(drawing: Drawing | null): void {
    this.set(drawing === null ? { drawing } : { drawing, reshaped: null });
  }

  /** Ends what is drawn for a field, and nothing else. */
  endDrawing(label: string): void {
    if (this.latest.drawing?.label === label) this.set({ drawing: null });
  }

  /** Lets the user reshape something; null: nothing. */
  reshape(reshaped: Reshaped | null): void {
    this.set(reshaped === null ? { reshaped } : { reshaped, drawing: null });
  }

  /** Ends the reshaping of this, and of nothing else. */
  endReshaping({ kind, id }: Reshaped): void {
    const { reshaped } = this.latest;
    if (reshaped?.kind === kind && reshaped.id === id) this.set({ reshaped: null });
  }

  clear(): void {
    this.set(nothing);
  }

  private set(changed: Partial<Sketched>): void {
    this.latest = { ...this.latest, ...changed };
    ({ marked: this.marked, drawing: this.drawing, reshaped: this.reshaped } = this.latest);
  }
}
