import type { Nameable } from '../../../shared/contract/names';

/** Something that is named and annotated. */
interface Named {
  readonly of: Nameable;
  readonly id: number;
}

/** What is being named in the list that it stands in. */
class Naming {
  private now = $state.raw<Named | null>(null);

  is(of: Nameable, id: number): boolean {
    return this.now?.of === of && this.now.id === id;
  }

  start(of: Nameable, id: number): void {
    this.now = { of, id };
  }

  end(): void {
    this.now = null;
  }

  /** Starts naming by F2, for `onkeydown`. */
  byKey(event: KeyboardEvent, of: Nameable, id: number): void {
    if (event.key !== 'F2') return;
    event.preventDefault();
    event.stopPropagation();
    this.start(of, id);
  }
}

export const naming: Readonly<Naming> = new Naming();
