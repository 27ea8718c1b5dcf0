import { ringsOfRegion } from '../../../shared/geo/region';
import { classLook } from '../../state/classLook';
import type { Engine } from '../../rpc';
import type { Reshaped, Shape } from '../../state/sketch.svelte';
import { project, sketch } from '../../state/workbench.svelte';

/** The outline of a region or an area of labels as it is now, whose changes are stored; null where it was removed. */
export function shapeOf({ kind, id }: Reshaped): Shape | null {
  if (kind === 'region') {
    const found = project.regions.find((one) => one.id === id);
    if (found === undefined) return null;
    return {
      label: found.name,
      rings: ringsOfRegion(found.region),
      isBox: found.region.outline === undefined,
      onChanged: (rings) => store({ kind, id }, (engine) => engine.regions.change({ regionId: id, rings })),
    };
  }
  const area = project.areas.find((one) => one.id === id);
  if (area === undefined) return null;
  const labelClass = project.classOf(area.classId);
  return {
    label: `Area ${area.positive ? 'of' : 'without'} ${labelClass?.name.toLowerCase() ?? area.classId}`,
    rings: area.rings,
    isBox: false,
    look: { ...classLook(labelClass), positive: area.positive },
    onChanged: (rings) => store({ kind, id }, (engine) => engine.labels.reshapeArea({ areaId: id, rings })),
  };
}

/** Stores a change; where the engine refuses it, the map shows again what is stored. */
async function store(reshaped: Reshaped, change: (engine: Engine) => Promise<unknown>): Promise<void> {
  const stored = await project.change(async (engine) => {
    await change(engine);
    return true;
  });
  const { kind, id } = sketch.reshaped ?? {};
  if (stored !== true && kind === reshaped.kind && id === reshaped.id) sketch.reshape({ ...reshaped });
}
