/** The longest name and note of a label, characters. */
export const NAME_MAX = 200;
export const NOTE_MAX = 2000;
