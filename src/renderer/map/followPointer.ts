import type { LonLat } from '../../shared/geo/lonLat';
import type { Engine } from '../rpc';
import type { Drawn, Pointer } from '../state/view.svelte';

type There = Awaited<ReturnType<Engine['terrain']['at']>>;

const nextFrame = (): Promise<number> => new Promise(requestAnimationFrame);

/**
 * Follows the pointer with what the engine says of the place under it: one question at a time and at most one a frame, so
 * that none waits behind others. Its last answer stays until the next one.
 * @param show is called with each move at once, and with each answer
 */
export function followPointer(
  ask: (place: LonLat) => Promise<There | null>,
  show: (pointer: Pointer) => void,
): { readonly move: (place: LonLat, drawn: Drawn) => void; readonly forget: () => void } {
  let pointer: Pointer | null = null;
  let asking = false;
  /** How often everything was forgotten. */
  let forgotten = 0;

  async function follow(): Promise<void> {
    asking = true;
    for (let asked: Pointer | null = null; pointer !== null && pointer !== asked; await nextFrame()) {
      asked = pointer;
      const before = forgotten;
      const there = await ask(asked);
      if (forgotten !== before) continue;
      const answered: Pointer = { ...pointer, ...(there ?? { elevationM: null, inCrs: null }) };
      if (pointer === asked) asked = answered;
      pointer = answered;
      show(pointer);
    }
    asking = false;
  }

  return {
    move: (place, drawn) => {
      pointer = { elevationM: null, inCrs: null, ...pointer, ...place, ...drawn };
      show(pointer);
      if (!asking) void follow();
    },
    /** The last answer does not hold for another area. */
    forget: () => {
      pointer = null;
      forgotten += 1;
    },
  };
}
