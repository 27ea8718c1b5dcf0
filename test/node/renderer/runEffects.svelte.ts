/** Runs effects as a component would; returns what removes the component. */
export const runEffects = (effects: () => void): (() => void) => $effect.root(effects);
