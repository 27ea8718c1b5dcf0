import type { SketchedArea } from '../../state/sketch.svelte';
import { cornersOf } from '../regions/boxes';
import type { ExperimentForm } from './form.svelte';

/** How boxes are marked on the map, by their role. */
const looks = {
  train: { label: 'Train', line: 'solid' },
  test: { label: 'Test', line: 'dashed' },
  region: { label: 'Region', line: 'solid' },
} as const;

/** What the map shows of a form: the areas and places that it names. */
export const areasOf = (form: Readonly<ExperimentForm>): SketchedArea[] =>
  form.options.flatMap(({ key, field }): SketchedArea[] => {
    switch (field.kind) {
      case 'box': {
        const box = form.areaOf(field.role);
        return box === null ? [] : [{ ...looks[field.role], corners: cornersOf(box) }];
      }
      case 'polygon': {
        const corners = form.valueOf(key, field);
        return corners === null ? [] : [{ label: 'Map', line: 'solid', corners }];
      }
      case 'places':
        return form.valueOf(key, field).map((place, index) => ({
          label: String(index + 1),
          line: 'solid',
          corners: [place],
        }));
      default:
        return [];
    }
  });
