import { basename } from 'node:path';
import { BrowserWindow, session, type Session } from 'electron';
import { serveFolder, urlOf } from './page';
import { locked, lockSession } from './security';

/** A locked page is text, tables and pictures: it may run no script, and fetch only files beside it. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * Windows that show the pages of a folder: reports, the guide, licences. They have no scripts, no preload, no network and a
 * separate session.
 */
export class LockedPages {
  private readonly session: Session;
  private readonly windows = new Set<BrowserWindow>();

  /**
   * @param host host name in the addresses of the folder's pages; unique
   * @param folder of the pages; nothing outside it can be shown
   */
  constructor(
    private readonly host: string,
    readonly folder: string,
  ) {
    this.session = session.fromPartition(host);
    lockSession(this.session);
    serveFolder(this.session, folder, POLICY);
  }

  /** Shows a page of the folder; only the file's name in the path matters. */
  async show(path: string, title: string): Promise<void> {
    const window = new BrowserWindow({
      width: 960,
      height: 900,
      title,
      backgroundColor: '#ffffff',
      webPreferences: locked(this.session),
    });
    window.removeMenu();
    this.windows.add(window);
    window.once('closed', () => {
      this.windows.delete(window);
    });
    try {
      await window.loadURL(urlOf(this.host, basename(path)));
    } catch (error) {
      window.close();
      throw error;
    }
  }

  close(): void {
    for (const window of this.windows) window.close();
  }
}
