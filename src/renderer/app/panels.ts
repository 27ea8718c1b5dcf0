import FlaskConical from '@lucide/svelte/icons/flask-conical';
import GraduationCap from '@lucide/svelte/icons/graduation-cap';
import Images from '@lucide/svelte/icons/images';
import MapPin from '@lucide/svelte/icons/map-pin';
import Orbit from '@lucide/svelte/icons/orbit';
import ScanSearch from '@lucide/svelte/icons/scan-search';
import Tags from '@lucide/svelte/icons/tags';
import type { Component } from 'svelte';
import type { PanelId } from '../../shared/window/panels';
import DetectPanel from '../features/detect/DetectPanel.svelte';
import ExperimentsPanel from '../features/experiments/ExperimentsPanel.svelte';
import ExplorePanel from '../features/explore/ExplorePanel.svelte';
import LabelsPanel from '../features/labels/LabelsPanel.svelte';
import PointPanel from '../features/point/PointPanel.svelte';
import RetrievePanel from '../features/retrieve/RetrievePanel.svelte';
import TrainPanel from '../features/train/TrainPanel.svelte';

/** What each tab on the right shows. */
export const panelParts: Readonly<
  Record<PanelId, { readonly Icon: typeof Tags; readonly Panel: Component }>
> = {
  point: { Icon: MapPin, Panel: PointPanel },
  labels: { Icon: Tags, Panel: LabelsPanel },
  train: { Icon: GraduationCap, Panel: TrainPanel },
  detect: { Icon: ScanSearch, Panel: DetectPanel },
  retrieve: { Icon: Images, Panel: RetrievePanel },
  explore: { Icon: Orbit, Panel: ExplorePanel },
  experiments: { Icon: FlaskConical, Panel: ExperimentsPanel },
};
