/** A way out of an error, offered as a button. */
export interface WayOut {
  readonly label: string;
  readonly take: () => void;
}

/** A short notice over the map. */
export interface Message {
  readonly id: number;
  readonly kind: 'info' | 'error';
  readonly text: string;
  /** Further details, a line each. */
  readonly lines: readonly string[];
  readonly wayOut: WayOut | null;
}

/** Milliseconds that a notice stays; errors stay until they are dismissed. */
const INFO_MS = 4000;

/** Notices that are shown now. */
export class Messages {
  list = $state.raw<readonly Message[]>([]);
  private lastId = 0;

  info(text: string): void {
    const id = this.add('info', text);
    setTimeout(() => {
      this.dismiss(id);
    }, INFO_MS);
  }

  /** Shows a notice that stays until it is dismissed. */
  note(text: string, lines: readonly string[] = []): void {
    if (!this.list.some((message) => message.text === text)) this.add('info', text, null, lines);
  }

  /** Shows what went wrong; errors of the engine say themselves what to do. */
  error(error: unknown, wayOut: WayOut | null = null): void {
    const text = error instanceof Error ? error.message : String(error);
    if (!this.list.some((message) => message.text === text)) this.add('error', text, wayOut);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((message) => message.id !== id);
  }

  /** Withdraws a notice, where something else asks about it. */
  withdraw(text: string): void {
    this.list = this.list.filter((message) => message.text !== text);
  }

  /** Takes away what went wrong in a project that is left. */
  leaveProject(): void {
    this.list = this.list.filter(({ kind }) => kind !== 'error');
  }

  private add(
    kind: Message['kind'],
    text: string,
    wayOut: WayOut | null = null,
    lines: readonly string[] = [],
  ): number {
    const id = ++this.lastId;
    this.list = [...this.list.slice(-3), { id, kind, text, lines, wayOut }];
    return id;
  }
}
