import { LabelSelection } from './labelSelection.svelte';
import { AlikeState } from './alike.svelte';
import { ClassMapState } from './classMap.svelte';
import { SharedGrid } from './grid.svelte';
import { LineState } from './line.svelte';
import { Messages } from './messages.svelte';
import { Preferences } from './preferences.svelte';
import { ProjectState } from './project.svelte';
import { SketchState } from './sketch.svelte';
import { SwipeState } from './swipe.svelte';
import { ViewState } from './view.svelte';

/** The window's state: one of each, shared by all features, which read it and change it by its methods. */
export const messages: Readonly<Messages> = new Messages();
export const preferences: Readonly<Preferences> = new Preferences(messages);
export const view: Readonly<ViewState> = new ViewState(
  () => project.radiiM,
  (tool) => {
    // One tool at a time; those that draw lines share the line.
    if (tool !== 'select') {
      sketch.draw(null);
      sketch.reshape(null);
    }
    if (!view.drawsLine) line.clear();
  },
);
export const sketch: Readonly<SketchState> = new SketchState();
export const line: Readonly<LineState> = new LineState();
export const labelSelection: Readonly<LabelSelection> = new LabelSelection();
export const project: Readonly<ProjectState> = new ProjectState(messages, () => {
  // Places, results and errors of one project mean nothing in another.
  messages.leaveProject();
  view.leaveProject();
  sketch.clear();
  line.clear();
  labelSelection.clear();
  swipe.leaveProject();
  grid.leaveProject();
});
export const { mapLayers } = project;
export const grid: Readonly<SharedGrid> = new SharedGrid(project, view);
export const swipe: Readonly<SwipeState> = new SwipeState(project);
export const alike: Readonly<AlikeState> = new AlikeState(project, view);
export const classMap: Readonly<ClassMapState> = new ClassMapState(mapLayers, view);
