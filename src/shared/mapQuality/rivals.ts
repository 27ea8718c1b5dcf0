import type { Rival } from '../experiments/experiments';

/** What people call each rival, and what it finds. */
export const rivalNames: Readonly<Record<Rival, { readonly name: string; readonly finds: string }>> = {
  tpi: { name: 'Local maxima', finds: 'peaks' },
  prominence: { name: 'Prominence', finds: 'peaks, saddles' },
  geomorphons: { name: 'Geomorphons', finds: 'peaks, saddles, rivers' },
  quadratic: { name: 'Quadratic surface', finds: 'peaks, saddles' },
  drainage: { name: 'Drainage', finds: 'rivers' },
  network: { name: 'Convolutional network', finds: 'any class, trained on each draw' },
};
