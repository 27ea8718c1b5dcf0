import type { LonLat } from '../../../shared/geo';
import { Nearness } from './suppress';

/** Odds stay finite: no map is surer than this. */
const SUREST = 1 - 1e-6;

const oddsOf = (probability: number): number => {
  const p = Math.min(SUREST, probability);
  return p / (1 - p);
};

/**
 * Probabilities of classes of which a place has one at most, or none: each alone says how likely it is against none, and
 * together p' = o / (1 + sum of o) with the odds o = p / (1 - p). They add up to less than 1; one alone stays as it is.
 */
export function competing(probabilities: readonly number[]): number[] {
  const odds = probabilities.map(oddsOf);
  const all = odds.reduce((sum, value) => sum + value, 1);
  return odds.map((value) => value / all);
}

/** Lets classes compete cell by cell, in place. @param maps [cells] each, NaN where a map has none and below 0 for no answer */
export function competeInMaps(maps: readonly Float32Array[]): void {
  const cells = maps[0]?.length ?? 0;
  for (let cell = 0; cell < cells; cell++) {
    const there = maps.filter((map) => (map[cell] ?? NaN) >= 0);
    if (there.length < 2) continue;
    const shared = competing(there.map((map) => map[cell] ?? 0));
    for (const [index, map] of there.entries()) map[cell] = shared[index] ?? NaN;
  }
}

/**
 * Lets places of classes compete with those of the other classes that are nearer than a distance; of each class the likeliest
 * one does.
 * @param classes the places of each class, with their probabilities
 * @returns the same with what is left of these
 */
export function competeAtPlaces<Place extends LonLat & { readonly score: number }>(
  classes: readonly (readonly Place[])[],
  distanceM: number,
): Place[][] {
  const near = classes.map((places) => {
    const nearness = new Nearness<Place>(distanceM);
    for (const place of places) nearness.add(place);
    return nearness;
  });
  return classes.map((places, own) =>
    places.map((place) => {
      const rivals = near.flatMap((others, index) => {
        const scores = index === own ? [] : others.of(place).map(({ score }) => score);
        return scores.length === 0 ? [] : [Math.max(...scores)];
      });
      return { ...place, score: competing([place.score, ...rivals])[0] ?? NaN };
    }),
  );
}
