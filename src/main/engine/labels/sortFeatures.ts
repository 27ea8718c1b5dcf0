import { UserError } from '../../../shared/errors';
import { areaRingsOf, isOfArea } from './areas/areaParts';
import { reasons, type About, type Attributes, type Found, type LabelFeature } from './files/feature';
import { kindOf, matchesFilter, namesOf } from './kinds';
import type { LabelEvent, LabelRequest } from './labelReaderContract';
import { isOsmRef, osmRefOf } from './osmRef';
import { placeLabels } from './placeLabels';
import { Placed } from './placed';
import { nameOf, noteOf } from './placeTexts';
import { Tally } from './tally';
import { isRefInFile } from './refInFile';
import { hasPackedTags, unpackTags } from './unpackTags';

/** Labels in one event. */
const BATCH = 8192;
/** The most labels of one file: more are a mistake, or built to exhaust the memory. */
const LABELS_MAX = 5_000_000;
/** The most areas of one file: each is drawn, and has labels of its own. */
const AREAS_MAX = 2000;

/** Makes labels of what a reader finds, and counts what it leaves out. */
export class FeatureSorter {
  readonly #leftOut = new Tally();
  readonly #holds = new Tally();
  readonly #classes;
  readonly #placed;
  #fromOsm = false;
  #unnamed = 0;
  #count = 0;
  #areas = 0;
  #classIndex: number[] = [];
  #lonLat: number[] = [];
  #positive: number[] = [];
  #refs: (string | null)[] = [];
  #names: (string | null)[] = [];
  #notes: (string | null)[] = [];

  constructor(private readonly request: LabelRequest) {
    this.#classes = request.classes.map((each) => ({ ...each, names: namesOf(each) }));
    this.#placed = new Placed(request.crss);
  }

  /** The events for something found; after `needs-crs` nothing more is to be read. */
  *take(found: Found): Generator<LabelEvent> {
    if (found.kind === 'about') {
      checkTable(this.request.source.name, found.about);
      const text = this.#placed.missing(found.about.crs);
      if (text !== undefined) yield { kind: 'needs-crs', text };
    } else if (found.kind === 'progress') yield found;
    else if (found.kind === 'leftOut') this.#leftOut.add(found.reason, found.count);
    else if (found.kind === 'fromOsm') this.#fromOsm = true;
    else if (found.kind === 'passed') {
      const { kind } = kindOf(found.attributes);
      if (kind !== null) this.#holds.add(kind);
      this.#leftOut.add(reasons.otherTags);
    } else {
      yield* this.#sort(found.feature);
      if (this.#refs.length >= BATCH) yield this.#batch();
    }
  }

  *end(): Generator<LabelEvent> {
    yield this.#batch();
    yield {
      kind: 'end',
      fromOsm: this.#fromOsm,
      leftOut: this.#leftOut.most(20),
      holds: this.#holds.most(20),
      isList: this.#holds.isEmpty && !this.#fromOsm && this.#unnamed > 0,
    };
  }

  *#sort(feature: LabelFeature): Generator<LabelEvent> {
    const attributes = unpackTags(feature.attributes);
    const { kind, named } = kindOf(attributes, feature.layer);
    const ref = feature.ref ?? osmRefOf(feature.id, attributes, feature.parts) ?? ownRefOf(attributes);
    if ((ref !== null && isOsmRef(ref)) || hasPackedTags(feature.attributes)) this.#fromOsm = true;
    if (kind === null) this.#unnamed += 1;
    else this.#holds.add(kind);
    const { take, intervalM, polygons = 'inside' } = this.request;
    const fitting = this.#classes.flatMap(({ filter, names, geometry }, index) => {
      const byTags = filter !== null && matchesFilter(filter, attributes);
      const byName = take === 'kinds' && named.some((name) => names.has(name));
      return take === 'everything' || byTags || byName ? [{ index, geometry, byName }] : [];
    });
    if (fitting.length === 0) {
      this.#leftOut.add(reasons.otherTags);
      return;
    }
    if (feature.parts.length === 0) {
      this.#leftOut.add(reasons.noGeometry);
      return;
    }
    const parts = this.#placed.inDegrees(feature.parts);
    if (parts === null) {
      this.#leftOut.add(reasons.offEarth);
      return;
    }
    const name = nameOf(attributes);
    const note = noteOf(attributes, this.#fromOsm);
    for (const { index, geometry, byName } of fitting) {
      if (geometry === 'line' && parts.every((part) => part.kind === 'centre')) {
        this.#leftOut.add(reasons.lineCentre);
        continue;
      }
      const positive = byName && isNegative(attributes.positive) ? 0 : 1;
      const { rings, rest } = areaRingsOf(polygons === 'inside' ? [] : parts, geometry);
      if (polygons !== 'inside' && isOfArea(attributes)) {
        this.#leftOut.add(reasons.ofArea);
        continue;
      }
      if (rings.length > 0) {
        this.#areas += 1;
        yield {
          kind: 'area',
          classIndex: index,
          positive: polygons === 'area' && positive === 1,
          ref,
          rings: [...rings],
        };
      }
      placeLabels(
        ref,
        polygons === 'inside' ? parts : rest,
        geometry === 'line',
        intervalM,
        (lonDeg, latDeg, ownRef) => {
          this.#classIndex.push(index);
          this.#lonLat.push(lonDeg, latDeg);
          this.#positive.push(positive);
          this.#refs.push(ownRef);
          this.#names.push(name);
          this.#notes.push(note);
        },
      );
    }
    if (this.#areas > AREAS_MAX) {
      throw new UserError(
        'unsupported-file',
        `${this.request.source.name} gives more than ${AREAS_MAX.toLocaleString('en')} areas. Import one label inside each polygon, or fewer polygons.`,
      );
    }
    if (this.#count + this.#refs.length > LABELS_MAX) {
      throw new UserError(
        'unsupported-file',
        `${this.request.source.name} gives more than ${LABELS_MAX.toLocaleString('en')} labels. Choose a smaller area, fewer classes, or a larger interval along lines.`,
      );
    }
  }

  #batch(): LabelEvent {
    const labels = {
      kind: 'labels' as const,
      classIndex: Uint16Array.from(this.#classIndex),
      lonLat: Float64Array.from(this.#lonLat),
      positive: Uint8Array.from(this.#positive),
      refs: this.#refs,
      names: this.#names,
      notes: this.#notes,
    };
    this.#count += this.#refs.length;
    [this.#names, this.#notes] = [[], []];
    [this.#classIndex, this.#lonLat, this.#positive, this.#refs] = [[], [], [], []];
    return labels;
  }
}

/** @throws UserError `bad-input` for a table whose columns of coordinates are not known */
function checkTable(name: string, { table }: About): void {
  if (table?.places !== null) return;
  throw new UserError(
    'bad-input',
    `${name} is a table without known columns for coordinates. Name the columns of x and y, for example --columns lon,lat. ` +
      `It has: ${table.columns.slice(0, 30).join(', ')}.`,
  );
}

/** The identity that this program's exports give a label of a file. */
function ownRefOf({ source_ref: ref }: Attributes): string | null {
  return typeof ref === 'string' && isRefInFile(ref) ? ref : null;
}

/** Whether a column `positive`, which this program's exports of labels have, says that the class is absent. */
const isNegative = (value: unknown): boolean =>
  value === 0 || value === false || (typeof value === 'string' && /^(?:0|false)$/i.test(value));
