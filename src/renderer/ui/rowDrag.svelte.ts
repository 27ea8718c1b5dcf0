/** Pixels that the pointer moves before a press becomes a drag. */
const THRESHOLD_PX = 4;

/** A row of a list that is dragged to another place with the pointer. */
export class RowDrag {
  /** Place of the row that is dragged; null while none is. */
  from = $state<number | null>(null);
  /** Place that it would take if it were released now. */
  to = $state(0);
  private pressed: { place: number; y: number } | null = null;
  private moved = false;

  /** @param onDrop called with the row's place and its new one */
  constructor(
    private readonly rows: () => readonly Element[],
    private readonly onDrop: (from: number, to: number) => void,
  ) {}

  press(event: PointerEvent, place: number): void {
    if (event.button === 0) this.pressed = { place, y: event.clientY };
    this.moved = false;
  }

  move(event: PointerEvent & { readonly currentTarget: Element }): void {
    if (this.pressed === null) return;
    if (event.buttons === 0) {
      // It was released elsewhere.
      this.cancel();
      return;
    }
    if (!this.moved && Math.abs(event.clientY - this.pressed.y) < THRESHOLD_PX) return;
    if (!this.moved) event.currentTarget.setPointerCapture(event.pointerId);
    this.moved = true;
    this.from = this.pressed.place;
    const middles = this.rows().map((row) => {
      const { top, height } = row.getBoundingClientRect();
      return top + height / 2;
    });
    const before = middles.filter((middle, place) => place !== this.from && middle < event.clientY).length;
    this.to = before;
  }

  release(): void {
    const { from, to } = this;
    this.cancel();
    if (from !== null && from !== to) this.onDrop(from, to);
  }

  cancel(): void {
    this.pressed = null;
    this.from = null;
  }

  /** Whether the press that a click ends was a drag. */
  get dragged(): boolean {
    return this.moved;
  }
}
