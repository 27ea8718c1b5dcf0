import type { ExpressionValue } from 'ol/expr/expression';
import type { FlatStyle } from 'ol/style/flat';
import type { LabelClassInfo } from '../../shared/contract/labels';

type Expression = ExpressionValue[];

/** The class's colour by its place among the classes. */
const byClass = (classes: readonly LabelClassInfo[]): Expression | string =>
  classes.length === 0
    ? '#888888'
    : ['match', ['get', 'classIndex'], ...classes.flatMap(({ colour }, index) => [index, colour]), '#888888'];

/** Corners of the class's mark, so that colour is not its only sign: triangle, square, pentagon … then round. */
const cornersByClass = (classes: readonly LabelClassInfo[]): Expression | number =>
  classes.length === 0
    ? 16
    : ['match', ['get', 'classIndex'], ...classes.flatMap((_, index) => [index, 3 + (index % 4)]), 16];

/** Radius on the ground as pixels; `reach` is the radius in map units at the feature's latitude. */
const groundRadius: Expression = ['/', ['get', 'reach'], ['resolution']];

const shownRadius: Expression = [
  'any',
  ['==', ['var', 'radiusIndex'], -1],
  ['==', ['get', 'radiusIndex'], ['var', 'radiusIndex']],
];

const strongEnough: Expression = ['>=', ['get', 'probability'], ['var', 'threshold']];

/** Detections: a thin ring of the detection's radius on the ground, and a mark at its centre. */
export function detectionStyle(classes: readonly LabelClassInfo[]): {
  filter: Expression;
  style: FlatStyle[];
} {
  const colour = byClass(classes);
  return {
    filter: ['all', shownRadius, strongEnough],
    style: [
      {
        'circle-radius': groundRadius,
        'circle-fill-color': 'rgba(255,255,255,0.01)',
        'circle-stroke-color': colour,
        'circle-stroke-width': 1.25,
      },
      {
        'shape-points': cornersByClass(classes),
        'shape-radius': 5.5,
        'shape-fill-color': colour,
        'shape-stroke-color': '#ffffff',
        'shape-stroke-width': 1,
      },
    ],
  };
}

/** Labels: filled where positive, hollow where negative. */
export function labelStyle(classes: readonly LabelClassInfo[]): FlatStyle {
  const colour = byClass(classes);
  return {
    'circle-radius': 3.5,
    'circle-fill-color': ['case', ['==', ['get', 'positive'], 1], colour, 'rgba(255,255,255,0.85)'],
    'circle-stroke-color': ['case', ['==', ['get', 'positive'], 1], '#ffffff', colour],
    'circle-stroke-width': ['case', ['==', ['get', 'positive'], 1], 0.75, 1.75],
  };
}
