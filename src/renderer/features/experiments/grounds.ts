import type { LonLatBox } from '../../../shared/geo/lonLat';
import type { SketchedArea } from '../../state/sketch.svelte';
import { cornersOf } from './boxes';
import type { ExperimentForm } from './form.svelte';

/** What the map shows of a form: the areas that it names. */
export function groundsOf(form: ExperimentForm): SketchedArea[] {
  const box = (label: string, line: SketchedArea['line'], value: LonLatBox | null): SketchedArea[] =>
    value === null ? [] : [{ label, line, corners: cornersOf(value) }];
  switch (form.kind) {
    case 'table1':
    case 'table2':
    case 'map-quality':
      return [...box('Train', 'solid', form.trainBox), ...box('Test', 'dashed', form.testBox)];
    case 'scale-finder':
    case 'retrieval':
      return box('Region', 'solid', form.box);
    case 'map':
      return form.polygon === null ? [] : [{ label: 'Map', line: 'solid', corners: form.polygon }];
    case 'reconstruction':
      return form.places.map((place, index) => ({
        label: String(index + 1),
        line: 'solid',
        corners: [place],
      }));
  }
}
