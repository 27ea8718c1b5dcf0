/** Panels on the right, in the order of their tabs. */
export const panels = [
  { id: 'point', name: 'Point' },
  { id: 'labels', name: 'Labels' },
  { id: 'train', name: 'Train' },
  { id: 'detect', name: 'Detect' },
  { id: 'retrieve', name: 'Retrieve' },
  { id: 'explore', name: 'Explore' },
  { id: 'experiments', name: 'Experiments' },
] as const;

export type PanelId = (typeof panels)[number]['id'];
