import { expect, test } from 'vitest';
import { z } from 'zod';
import { saidOf } from '../../../src/shared/plainIssues';

const form = z.object({
  band: z.number().int().min(1).max(9),
  name: z.string().min(1).max(3),
  kind: z.enum(['peak', 'saddle']),
  places: z.array(z.number()).min(2),
  share: z.number().positive('Shares are above 0.'),
});
const sound = { band: 1, name: 'a', kind: 'peak', places: [1, 2], share: 1 };

test.each([
  [{ band: 0 }, 'band: It must be 1 or more.'],
  [{ band: 10 }, 'band: It must be at most 9.'],
  [{ band: 1.5 }, 'band: It must be a whole number.'],
  [{ band: 'one' }, 'band: It must be a number.'],
  [{ band: undefined }, 'band: It is missing.'],
  [{ name: '' }, 'name: It is empty.'],
  [{ name: 'long' }, 'name: It must be at most 3 characters.'],
  [{ kind: 'hut' }, 'kind: It must be one of peak, saddle.'],
  [{ places: [1] }, 'places: It must be 2 or more in number.'],
  [{ share: 0 }, 'share: Shares are above 0.'],
  [{ band: 0, places: [1, 'b'] }, 'band: It must be 1 or more. places.1: It must be a number.'],
])('what is wrong with %j is said in plain words, a schema’s own first', (change, words) => {
  const { error } = form.safeParse({ ...sound, ...change });
  expect(error === undefined ? '' : saidOf(error)).toBe(words);
});
