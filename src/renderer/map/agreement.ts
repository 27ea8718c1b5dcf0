import { classicalForms } from '../../shared/terrain/landforms';

/** How head and classical method can agree on a place; where both say no, nothing is drawn. */
export const agreements = {
  both: { name: 'Both', colour: '#0B6B69' },
  head: { name: 'Head only', colour: '#E8A33D' },
  landform: { name: 'Landform only', colour: '#8C9BEA' },
} as const;

/** Whether the classical method can classify a class. */
export const isAnswered = (classId: string): boolean => classicalForms[classId] !== undefined;
