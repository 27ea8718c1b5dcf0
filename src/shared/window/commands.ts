import { z } from 'zod';
import { panels } from './panels';

/** An action of the program in menu, palette and keys; `src/renderer/app/commands.ts` implements it. */
interface CommandEntry {
  readonly id: string;
  /** As the palette and the menu show it. */
  readonly name: string;
  /**
   * A character, or a key's name as pages have it, after `Ctrl+`, `Alt+`, `Shift+` in this order. Ctrl is Cmd on a Mac.
   * Keys are the page's: the menu only shows them. Those without Ctrl or Alt are text in a text field.
   */
  readonly keys?: string;
  /** The menu ticks it: one of its section, or by itself. */
  readonly ticked?: 'radio' | 'checkbox';
}

/** Entries that the system or the shell handles without the page. */
type NativeEntry =
  'recent-projects' | 'quit' | 'cut' | 'copy' | 'paste' | 'selectAll' | 'full-screen' | 'copyright';

type MenuEntry =
  | CommandEntry
  | { readonly native: NativeEntry }
  | { readonly submenu: string; readonly commands: readonly CommandEntry[] };

interface CommandMenu {
  readonly name: string;
  /** The menu draws a line between sections. */
  readonly sections: readonly (readonly MenuEntry[])[];
}

/** Every action of the program, by its place in the native menu. */
export const menus = [
  {
    name: 'File',
    sections: [
      [
        { id: 'new-project', name: 'New project…', keys: 'Ctrl+N' },
        { id: 'open-project', name: 'Open project…', keys: 'Ctrl+O' },
        { native: 'recent-projects' },
        { id: 'open-sample', name: 'Open sample project' },
        { id: 'open-grid', name: 'Open grid…' },
        { id: 'connect-grid', name: 'Connect to the grid…' },
      ],
      [
        { id: 'save', name: 'Save', keys: 'Ctrl+S' },
        { id: 'save-copy', name: 'Save a copy…', keys: 'Ctrl+Shift+S' },
        { id: 'pack', name: 'Pack project…' },
      ],
      [
        { id: 'import-dtms', name: 'Import DTMs…', keys: 'Ctrl+I' },
        { id: 'import-labels', name: 'Import labels…', keys: 'Ctrl+L' },
        { id: 'import-classes', name: 'Import label classes…' },
        { id: 'import-encoder', name: 'Import encoder…' },
        { id: 'export', name: 'Export…', keys: 'Ctrl+E' },
        { id: 'export-class-map', name: 'Export class map…' },
        { id: 'export-labels', name: 'Export labels…' },
        { id: 'export-classes', name: 'Export label classes…' },
        { id: 'print', name: 'Print layout, PDF or PNG…', keys: 'Ctrl+P' },
      ],
      [{ native: 'quit' }],
    ],
  },
  {
    name: 'Edit',
    sections: [
      [
        { id: 'undo', name: 'Undo', keys: 'Ctrl+Z' },
        { id: 'redo', name: 'Redo', keys: 'Ctrl+Shift+Z' },
      ],
      [{ native: 'cut' }, { native: 'copy' }, { native: 'paste' }, { native: 'selectAll' }],
    ],
  },
  {
    name: 'View',
    sections: [
      [{ id: 'search', name: 'Search commands, places, layers…', keys: 'Ctrl+K' }],
      [
        { id: 'go-to', name: 'Go to coordinates…', keys: 'Ctrl+G' },
        { id: 'focus-map', name: 'Move the map by keys', keys: 'F6' },
        { id: 'zoom-to-terrain', name: 'Zoom to terrain', keys: 'Ctrl+0' },
        { id: 'zoom-in', name: 'Zoom in', keys: '+' },
        { id: 'zoom-out', name: 'Zoom out', keys: '-' },
      ],
      [
        { id: 'finer-radius', name: 'Smaller radius', keys: '[' },
        { id: 'coarser-radius', name: 'Larger radius', keys: ']' },
        { id: 'one-radius', name: 'Detections at one radius', ticked: 'radio' },
        { id: 'range-of-radii', name: 'Detections at a range of radii', ticked: 'radio' },
        { id: 'all-radii', name: 'Detections at all radii', ticked: 'radio' },
      ],
      [{ id: 'compare-sides', name: 'Compare side by side', keys: 'Ctrl+D', ticked: 'checkbox' }],
      [{ id: 'class-map', name: 'Class map: the likeliest class of each place', ticked: 'checkbox' }],
      [{ id: 'light-up-alike', name: 'Light up all places at least this similar', ticked: 'checkbox' }],
      [
        { id: 'left-panel', name: 'Left panel', keys: 'Ctrl+B', ticked: 'checkbox' },
        { id: 'right-panel', name: 'Right panel', keys: 'Ctrl+Alt+B', ticked: 'checkbox' },
        { id: 'label-table', name: 'Label table', keys: 'Ctrl+T', ticked: 'checkbox' },
        {
          submenu: 'Panels',
          commands: panels.map(({ id, name }, index) => ({
            id: `show-${id}` as const,
            name: `Show ${name} panel`,
            keys: `Ctrl+${index + 1}`,
          })),
        },
        {
          submenu: 'Theme',
          commands: [
            { id: 'theme-system', name: 'System theme', ticked: 'radio' },
            { id: 'theme-light', name: 'Light theme', ticked: 'radio' },
            { id: 'theme-dark', name: 'Dark theme', ticked: 'radio' },
          ],
        },
        { native: 'full-screen' },
      ],
    ],
  },
  {
    name: 'Tools',
    sections: [
      [
        { id: 'tool-select', name: 'Select', keys: 'V', ticked: 'radio' },
        { id: 'tool-positive', name: 'Label positive', keys: 'L', ticked: 'radio' },
        { id: 'tool-negative', name: 'Label negative', keys: 'K', ticked: 'radio' },
        { id: 'tool-area', name: 'Draw an area of the class', keys: 'A', ticked: 'radio' },
        { id: 'tool-no-area', name: 'Draw an area without the class', keys: 'Shift+A', ticked: 'radio' },
        { id: 'tool-retrieve', name: 'Pick places to find look-alikes of', keys: 'R', ticked: 'radio' },
        {
          id: 'tool-unlike',
          name: 'Pick places that look-alikes must not be like',
          keys: 'Shift+R',
          ticked: 'radio',
        },
        { id: 'tool-measure', name: 'Measure distance and area', keys: 'M', ticked: 'radio' },
        { id: 'tool-profile', name: 'Draw an elevation profile', keys: 'P', ticked: 'radio' },
      ],
      [
        {
          submenu: 'Labelling loop',
          commands: [
            { id: 'confirm-proposal', name: 'Confirm the proposed place', keys: 'Y' },
            { id: 'reject-proposal', name: 'Reject the proposed place', keys: 'N' },
            { id: 'skip-proposal', name: 'Skip the proposed place', keys: 'S' },
            { id: 'undo-answer', name: 'Undo the last answer', keys: 'Backspace' },
          ],
        },
      ],
      [
        { id: 'edit-class', name: 'Edit the active class' },
        { id: 'compare-kinds', name: 'Compare kinds of heads' },
        { id: 'plan-series', name: 'Plan a series of runs…' },
        { id: 'name-run', name: 'Rename or annotate the shown run' },
        { id: 'name-look-alikes', name: 'Rename or annotate the shown look-alikes' },
        { id: 'name-encoder', name: 'Rename or annotate the default encoder' },
        { id: 'select-in-box', name: 'Select labels in a box' },
        { id: 'select-in-outline', name: 'Select labels in an outline' },
      ],
      [
        {
          submenu: 'Regions',
          commands: [
            { id: 'draw-region-box', name: 'Draw a region as a box' },
            { id: 'draw-region-outline', name: 'Draw a region as an outline' },
            { id: 'save-view-as-region', name: 'Save the view as a region' },
            { id: 'import-regions', name: 'Import regions…' },
            { id: 'export-regions', name: 'Export regions…' },
          ],
        },
        { id: 'reshape-area', name: 'Reshape the selected area', ticked: 'checkbox' },
      ],
      [{ id: 'areas-as-boxes', name: 'Draw areas as boxes', keys: 'B', ticked: 'checkbox' }],
      [{ id: 'end-tool', name: 'End the tool or the drawing', keys: 'Escape' }],
    ],
  },
  {
    name: 'Help',
    sections: [
      [
        { id: 'show-guide', name: 'Guide', keys: 'F1' },
        { id: 'take-tour', name: 'Take the tour' },
        { id: 'show-keys', name: 'Keyboard shortcuts', keys: '?' },
      ],
      [
        { id: 'show-licences', name: 'Licences' },
        { native: 'copyright' },
        { id: 'show-about', name: 'About' },
      ],
    ],
  },
] as const satisfies readonly CommandMenu[];

type IdOf<Entry> = Entry extends { readonly id: infer Id }
  ? Id
  : Entry extends { readonly commands: readonly (infer Inner)[] }
    ? IdOf<Inner>
    : never;
export type CommandId = IdOf<(typeof menus)[number]['sections'][number][number]>;

/** A command and the menu that it is in. */
export interface Command extends CommandEntry {
  readonly id: CommandId;
  readonly menu: string;
}

/** Every command, in the order of the menus. */
export const commands: readonly Command[] = menus.flatMap((menu) =>
  menu.sections.flatMap((section) =>
    section.flatMap((entry): Command[] => {
      if ('native' in entry) return [];
      const found = 'id' in entry ? [entry] : entry.commands;
      return found.map((command) => ({ ...command, menu: menu.name }));
    }),
  ),
);

export const commandId = z.literal(commands.map(({ id }) => id));

/** Keys without a command, for the list of keyboard shortcuts. */
export const otherKeys = [
  { keys: '1 – 9', name: 'Choose the class' },
  { keys: 'Space', name: 'Hold to see bare terrain' },
  { keys: 'Arrow keys', name: 'Move the map' },
  {
    keys: 'Enter',
    name: 'Click the middle of the map, or draw a corner there; twice ends a line or an outline',
  },
  { keys: 'Backspace', name: 'Undo the last corner that was drawn' },
  { keys: 'N', name: 'On a look-alike: not like this' },
  { keys: 'Home', name: 'Show the whole terrain' },
] as const;

/** The current state of the menu's commands. */
export const menuState = z.object({
  disabled: z.array(commandId).max(commands.length),
  ticked: z.array(commandId).max(commands.length),
  /** Names that differ from the catalogue's, such as undo with the name of its step. */
  names: z.partialRecord(commandId, z.string().max(10_000)),
});
export type MenuState = z.infer<typeof menuState>;
