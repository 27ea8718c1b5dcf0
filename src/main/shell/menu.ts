import { Menu, shell, type MenuItemConstructorOptions } from 'electron';
import { commands, menus, type Command, type CommandId, type MenuState } from '../../shared/window/commands';

/** What the menu acts on. */
export interface MenuTarget {
  readonly send: (command: CommandId) => void;
  readonly openRecent: (path: string) => void;
  readonly clearRecent: () => void;
  readonly recentProjects: readonly string[];
  readonly state: MenuState;
}

const RECENT = 'recent-projects';

type Entry = (typeof menus)[number]['sections'][number][number];

/** Sets the native menu from the catalogue of commands; where no entry's name changed, the menu stays, open or not. */
export function setMenu(target: MenuTarget): void {
  if (!showState(target)) makeMenu(target);
}

/** Shows in the menu there is how commands stand, unless its names or recent projects are others. */
function showState({ recentProjects, state }: MenuTarget): boolean {
  const menu = Menu.getApplicationMenu();
  if (menu === null) return false;
  const recent = menu.getMenuItemById(RECENT)?.submenu?.items.map(({ label }) => label);
  if (recent?.slice(0, -2).join('\n') !== recentProjects.join('\n')) return false;
  const items = commands.map((command) => ({ command, item: menu.getMenuItemById(command.id) }));
  if (items.some(({ command, item }) => item?.label !== labelOf(command, state))) return false;
  for (const { command, item } of items) {
    if (item === null) continue;
    item.enabled = !state.disabled.includes(command.id);
    const isTicked = state.ticked.includes(command.id);
    // Electron ticks a radio entry whatever it is set to, and so unticks the others.
    if (isTicked || command.ticked === 'checkbox') item.checked = isTicked;
  }
  return true;
}

function makeMenu(target: MenuTarget): void {
  const template = menus.map(({ name, sections }): MenuItemConstructorOptions => ({
    label: `&${name}`,
    submenu: sections.flatMap((section, index): MenuItemConstructorOptions[] => [
      ...(index === 0 ? [] : [{ type: 'separator' } as const]),
      ...section.map((entry) => itemOf(entry, target)),
    ]),
  }));
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function itemOf(entry: Entry, target: MenuTarget): MenuItemConstructorOptions {
  if ('id' in entry) return commandItem(entry, target);
  if ('submenu' in entry)
    return {
      label: entry.submenu,
      submenu: entry.commands.map((command) => commandItem(command, target)),
    };
  switch (entry.native) {
    case 'recent-projects':
      return {
        id: RECENT,
        label: 'Open recent',
        enabled: target.recentProjects.length > 0,
        submenu: [
          ...target.recentProjects.map((path) => ({
            label: path,
            click: () => {
              target.openRecent(path);
            },
          })),
          { type: 'separator' },
          { label: 'Clear list', click: target.clearRecent },
        ],
      };
    case 'full-screen':
      return { role: 'togglefullscreen' };
    case 'copyright':
      return {
        label: 'OpenStreetMap copyright',
        click: () => {
          void shell.openExternal('https://www.openstreetmap.org/copyright');
        },
      };
    default:
      return { role: entry.native };
  }
}

function commandItem(
  { id, name, keys, ticked }: Omit<Command, 'menu'>,
  { send, state }: MenuTarget,
): MenuItemConstructorOptions {
  return {
    id,
    label: labelOf({ id, name }, state),
    enabled: !state.disabled.includes(id),
    ...(ticked === undefined ? {} : { type: ticked, checked: state.ticked.includes(id) }),
    ...accelerator(keys),
    click: () => {
      send(id);
    },
  };
}

/** In a menu's label `&` marks the letter that follows. */
const labelOf = ({ id, name }: Pick<Command, 'id' | 'name'>, state: MenuState): string =>
  (state.names[id] ?? name).replaceAll('&', '&&');

/** Shows the keys without taking them: they are the page's, since in a text field some belong to the text. */
function accelerator(
  keys: string | undefined,
): Pick<MenuItemConstructorOptions, 'accelerator' | 'registerAccelerator'> {
  // A Mac's menu always takes the keys that it shows, and would take letters from text fields.
  if (keys === undefined || (process.platform === 'darwin' && !keys.startsWith('Ctrl+'))) return {};
  return {
    accelerator: keys.replace('Ctrl', 'CmdOrCtrl').replace(/\+$/, 'Plus'),
    registerAccelerator: false,
  };
}
