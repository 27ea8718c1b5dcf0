import type { PageRequest, shellContract } from '../shared/contract/shell';
import type { Client } from '../shared/rpc/contract';

/** The shell as the page sees it: its part of the contract, and what only a preload can do. */
export interface Workbench extends Readonly<Client<typeof shellContract>['page']> {
  /** The path of a file that was dropped on the window; null when it is not a file on disk. */
  droppedPath(file: File): Promise<string | null>;
  /** Listens for commands of the menu and projects chosen outside the page. */
  onRequest(listener: (request: PageRequest) => void): void;
}

declare global {
  interface Window {
    readonly workbench: Workbench;
  }
}
