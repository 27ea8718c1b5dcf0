import Feature from 'ol/Feature';
import MultiPolygon from 'ol/geom/MultiPolygon';
import VectorLayer from 'ol/layer/Vector';
import VectorSource from 'ol/source/Vector';
import { ringsOfRegion } from '../../../shared/geo/region';
import { polygonsOf } from '../../../shared/geo/rings';
import { project } from '../../state/workbench.svelte';
import { closedRing } from '../areaLayer';
import { regionStyle } from '../sketchStyles';
import { drawnBy, type DrawLayer } from './drawLayer';

/** The regions saved by name: their outlines and names. */
export const drawRegions: DrawLayer<'regions'> = () => {
  const source = new VectorSource();
  $effect(() => {
    source.clear(true);
    source.addFeatures(
      project.regions.map(({ name, region }) => {
        const polygons = polygonsOf(ringsOfRegion(region)).map((polygon) => polygon.map(closedRing));
        const feature = new Feature(new MultiPolygon(polygons));
        // The northernmost corner, of several the westernmost.
        const top = polygons
          .flat(2)
          .reduce((best, corner) =>
            (corner[1] ?? 0) > (best[1] ?? 0) || (corner[1] === best[1] && (corner[0] ?? 0) < (best[0] ?? 0))
              ? corner
              : best,
          );
        feature.setStyle(regionStyle(name, top, region.outline === undefined));
        return feature;
      }),
    );
  });
  return { group: drawnBy(new VectorLayer({ source })) };
};
