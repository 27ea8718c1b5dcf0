import type { LabelClass } from '../../shared/labels/labelClasses';

/** How a class is told apart. */
export type ClassLook = Pick<LabelClass, 'colour' | 'shape'>;

/** How a class looks; one that was removed is grey. */
export const classLook = (labelClass: ClassLook | undefined): ClassLook => ({
  colour: labelClass?.colour ?? '#68685f',
  shape: labelClass?.shape ?? 'disc',
});
