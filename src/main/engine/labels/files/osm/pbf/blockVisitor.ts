import type { Tags } from '../../feature';
import type { Member, Where } from '../assembly';
import type { Texts } from './texts';

/** Which version of an element it is, and whether the element existed then: only history files have several. */
export interface Version {
  readonly version: number;
  readonly visible: boolean;
}

/** Receives a block's elements; kinds without a method are not read. */
export interface BlockVisitor {
  /** Whether this key is wanted; null where tags do not matter. */
  readonly wantsKey: ((key: string) => boolean) | null;
  readonly node?: (id: number, lonDeg: number, latDeg: number, tags: Tags, version: Version) => void;
  readonly way?: (id: number, where: Where, tags: Tags, version: Version) => void;
  readonly relation?: (id: number, members: readonly Member[], tags: Tags, version: Version) => void;
  /** Called for elements that have none of the wanted keys. */
  readonly other?: (
    type: 'node' | 'way' | 'relation',
    id: number,
    version: Version,
    isTagged: boolean,
  ) => void;
}

/** A block's parameters of coordinates and its strings. */
export interface Block {
  readonly degreesOf: { lon: (value: number) => number; lat: (value: number) => number };
  readonly texts: Texts;
  readonly visitor: BlockVisitor;
  readonly hasHistory: boolean;
}

/** The version in files without history. */
export const ONLY: Version = { version: 0, visible: true };
