import type { PresetInfo } from '../../../shared/contract/encoders';
import {
  learnsFromLabels,
  trainingPresets,
  type TrainingSettings,
} from '../../../shared/encoders/trainingPresets';

const extentOf = ({
  images,
  epochs,
  radiiM,
}: TrainingSettings): Pick<PresetInfo, 'images' | 'epochs' | 'radiiM'> => ({
  images,
  epochs,
  radiiM: [...radiiM],
});

/** What there is to choose of each preset, the default first. */
export const presetInfos = (): PresetInfo[] =>
  trainingPresets.map((preset) => ({
    ...extentOf(preset),
    name: preset.name,
    description: preset.description,
    method: preset.method,
    learnsFromLabels: learnsFromLabels(preset.method),
    paper: preset.paper === null ? null : extentOf({ ...preset, ...preset.paper }),
    contrast: preset.method === 'contrast' ? preset.contrast : null,
  }));
