import type { LonLat } from '../../shared/geo/lonLat';

/** The line that the tools to measure and to take a profile draw on the map; they share it. */
export class LineState {
  corners = $state.raw<readonly LonLat[]>([]);
  /** Whether the last corner is joined to the first. */
  closed = $state(false);
  /** Whether the next click adds a corner; otherwise it begins a new line. */
  drawing = $state(false);
  /** Where the pointer is, or the middle of a map that keys move, while the line is drawn. */
  next = $state.raw<LonLat | null>(null);
  /** A place of the profile that is pointed at. */
  pointedAt = $state.raw<LonLat | null>(null);
  /** All corners, the first repeated at the end where the line is closed. */
  readonly line = $derived(this.closed ? [...this.corners, ...this.corners.slice(0, 1)] : this.corners);

  /** Adds a corner, or begins a line with it. */
  add(corner: LonLat): void {
    this.corners = this.drawing ? [...this.corners, corner] : [corner];
    this.closed = false;
    this.drawing = true;
    this.next = null;
    this.pointedAt = null;
  }

  /** Takes back the last corner of a line that is being drawn. */
  removeLast(): void {
    if (!this.drawing) return;
    this.corners = this.corners.slice(0, -1);
    this.drawing = this.corners.length > 0;
    if (!this.drawing) this.next = null;
  }

  /** Ends the line, or joins it to its first corner; a line of one corner is dropped. */
  end(closed = false): void {
    if (this.corners.length < 2) this.corners = [];
    this.closed = closed && this.corners.length > 2;
    this.drawing = false;
    this.next = null;
  }

  /** @param place where the pointer is, or the middle of a map that keys move */
  aim(place: LonLat): void {
    this.next = place;
  }

  /** @param place of the profile; null: none is pointed at */
  pointAt(place: LonLat | null): void {
    this.pointedAt = place;
  }

  clear(): void {
    this.corners = [];
    this.closed = false;
    this.drawing = false;
    this.next = null;
    this.pointedAt = null;
  }
}
