import { competing } from '../../../shared/statistics/competing';
import type { LonLat } from '../../../shared/geo/lonLat';
import { Nearness } from '../../terrain/geo/nearness';

/**
 * Lets classes compete cell by cell, in place. @param maps [cells] each, NaN where a map has no value and below 0 where it does
 * not decide
 */
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
 * Lets places of classes compete with those of the other classes that are nearer than a distance: with the likeliest one of each
 * class.
 * @param classes the places of each class, with their probabilities
 * @returns the same places with the probabilities that remain
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

/** Heads in the groups that are detected together: those of classes that exclude each other, and each other one alone. */
export function competingGroups<Head>(
  heads: readonly Head[],
  isExclusive: (head: Head) => boolean,
): Head[][] {
  const rivals = heads.filter(isExclusive);
  const others = heads.filter((head) => !isExclusive(head));
  return [rivals, ...others.map((head) => [head])].filter((group) => group.length > 0);
}
