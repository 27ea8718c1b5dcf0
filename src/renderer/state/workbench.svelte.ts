import { LineState } from './line.svelte';
import { Messages } from './messages.svelte';
import { Preferences } from './preferences.svelte';
import { ProjectState } from './project.svelte';
import { SketchState } from './sketch.svelte';
import { ViewState } from './view.svelte';

/** The window's state: one of each, shared by all features. */
export const messages = new Messages();
export const preferences = new Preferences(messages);
export const view = new ViewState();
export const sketch = new SketchState();
export const line = new LineState();
export const project = new ProjectState(messages, () => {
  // Places and results of one project mean nothing in another.
  view.leaveProject();
  sketch.grounds = [];
  sketch.drawing = null;
  line.clear();
});
export const { mapLayers } = project;
