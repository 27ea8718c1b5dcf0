import { headKindNames } from '../../shared/heads/headKinds';
import { percent } from '../../shared/format';
import type { LonLatBox } from '../../shared/geo/lonLat';
import { bounds, shownWords } from '../../shared/mapQuality/mapClaims';
import { averagePrecision } from '../../shared/mapQuality/mapQuality';
import { gainWords } from '../../shared/statistics/learningCurve';
import { balancedAccuracyShare } from '../../shared/statistics/metrics';
import { classIds, encoderId, open } from './asking';
import type { Output } from './output';
import type { Workbench } from './workbench';

/** Prints how good heads of each kind are that are trained on the same labels, and how they grow with these. */
export async function compareKindsCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: { class: string; encoder?: string; radius?: number; trainBox?: LonLatBox; seed: number },
): Promise<void> {
  await open(workbench, args);
  const [classId = ''] = await classIds(workbench, [options.class]);
  const result = await workbench.run({
    kind: 'compare-kinds',
    classId,
    encoderId: await encoderId(workbench, options.encoder),
    radiusM: options.radius ?? null,
    trainBox: options.trainBox,
    seed: options.seed,
  });
  if (result.kind !== 'kinds') return;
  const lines = result.compared.flatMap(({ kind, metrics, map, learning }) => {
    const accuracy = balancedAccuracyShare(metrics.confusion);
    return [
      `${headKindNames[kind]} (--kind ${kind})`,
      `  Balanced accuracy ${percent(accuracy?.share ?? null)}${accuracy === null ? '' : ` (${bounds(accuracy)})`}.`,
      ...(map === null
        ? ['  Not measured on a map.']
        : [
            `  On the map: average precision ${averagePrecision(map).toFixed(3)}. ` +
              [0.25, 0.5].map((threshold) => shownWords(map, threshold)).join(' '),
          ]),
      `  ${gainWords(learning)}`,
      ...learning.labels.map((labels, at) => {
        const { share, low, high } = learning.accuracy[at] ?? { share: NaN, low: NaN, high: NaN };
        return `    ${labels.toFixed(0)} labels: ${percent(share)} (${percent(low)} to ${percent(high)})`;
      }),
    ];
  });
  output.result(
    {
      ...result,
      compared: result.compared.map((each) => ({
        ...each,
        balancedAccuracy: balancedAccuracyShare(each.metrics.confusion),
        averagePrecision: each.map === null ? null : averagePrecision(each.map),
      })),
    },
    lines.join('\n'),
  );
}
