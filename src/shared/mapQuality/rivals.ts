import { z } from 'zod';

/**
 * Baselines that a head is compared with: rules on the elevations, each for the classes that it is made for, and a network
 * trained for the map on the same labels.
 */
export const rival = z.enum(['tpi', 'prominence', 'geomorphons', 'quadratic', 'drainage', 'network']);
export type Rival = z.infer<typeof rival>;

/** Display name of each rival, and what it finds. */
export const rivalNames: Readonly<Record<Rival, { readonly name: string; readonly about: string }>> = {
  tpi: { name: 'Local maxima', about: 'peaks' },
  prominence: { name: 'Prominence', about: 'peaks, saddles' },
  geomorphons: { name: 'Geomorphons', about: 'peaks, saddles, rivers' },
  quadratic: { name: 'Quadratic surface', about: 'peaks, saddles' },
  drainage: { name: 'Drainage', about: 'rivers' },
  network: { name: 'Convolutional network', about: 'any class, trained on each draw' },
};
