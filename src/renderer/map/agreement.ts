import { classicalForms } from '../../shared/terrain/landforms';

/** What head and classical method may say of a place together; where both say no nothing is drawn. */
export const agreements = {
  both: { name: 'Both', colour: '#0B6B69' },
  head: { name: 'Head only', colour: '#E8A33D' },
  landform: { name: 'Landform only', colour: '#8C9BEA' },
} as const;

/** Whether the classical method has an answer for a class. */
export const isAnswered = (classId: string): boolean => classicalForms[classId] !== undefined;
