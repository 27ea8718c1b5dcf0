import type { DetectionColumns, RunInfo } from '../../../shared/contract/detections';
import { spotCheckOf, spotOrder } from '../../../shared/mapQuality/spotCheck';

/** What people's verdicts say about the detections of each class and radius that they were asked about. */
export const spotChecksOf = (
  { classIds, radiiM, threshold }: Pick<RunInfo, 'classIds' | 'radiiM' | 'threshold'>,
  columns: DetectionColumns,
) =>
  classIds.flatMap((classId, classIndex) =>
    radiiM.flatMap((radiusM, radiusIndex) => {
      const { estimate } = spotCheckOf(spotOrder(columns, classIndex, radiusIndex), threshold);
      if (estimate === null) return [];
      const { right, decided, unsure, share, fromProbability } = estimate;
      return [
        {
          ...{
            class: classId,
            radius_m: radiusM,
            from_probability: fromProbability,
            right,
            answered: decided,
          },
          ...{ could_not_tell: unsure, precision: share },
        },
      ];
    }),
  );
