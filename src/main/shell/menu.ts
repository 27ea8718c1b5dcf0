import { Menu, shell, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../../preload/bridge';
import type { UndoState } from '../../shared/contract/project';

/** What the menu acts on. */
export interface MenuTarget {
  readonly send: (command: MenuCommand) => void;
  readonly openRecent: (path: string) => void;
  readonly recentProjects: readonly string[];
  readonly undo: UndoState;
}

/** Sets the native menu; undo and redo carry the name of their step. */
export function setMenu({ send, openRecent, recentProjects, undo }: MenuTarget): void {
  const item = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => {
      send(command);
    },
  });
  // Undo keys are the page's: in a text field they belong to the text.
  const turn = (
    word: string,
    step: string | null,
    command: MenuCommand,
    keys: string,
  ): MenuItemConstructorOptions => ({
    ...item(step === null ? word : `${word} ${step}`, command, keys),
    enabled: step !== null,
    registerAccelerator: false,
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const template: MenuItemConstructorOptions[] = [
    {
      label: '&File',
      submenu: [
        item('New project…', 'new-project', 'CmdOrCtrl+N'),
        item('Open project…', 'open-project', 'CmdOrCtrl+O'),
        {
          label: 'Open recent',
          enabled: recentProjects.length > 0,
          submenu: recentProjects.map((path) => ({
            label: path,
            click: () => {
              openRecent(path);
            },
          })),
        },
        item('Open sample project', 'open-sample'),
        separator,
        item('Import DTMs…', 'import-dtms', 'CmdOrCtrl+I'),
        item('Import labels…', 'import-labels', 'CmdOrCtrl+L'),
        item('Export detections…', 'export-detections', 'CmdOrCtrl+E'),
        separator,
        { role: 'quit' },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        turn('Undo', undo.undo, 'undo', 'CmdOrCtrl+Z'),
        turn('Redo', undo.redo, 'redo', 'CmdOrCtrl+Shift+Z'),
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&View',
      submenu: [item('Zoom to terrain', 'zoom-to-terrain'), separator, { role: 'togglefullscreen' }],
    },
    {
      label: '&Help',
      submenu: [
        item('Keyboard shortcuts', 'show-keys'),
        {
          label: 'OpenStreetMap copyright',
          click: () => {
            void shell.openExternal('https://www.openstreetmap.org/copyright');
          },
        },
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
