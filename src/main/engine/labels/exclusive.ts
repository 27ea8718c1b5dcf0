/** Classes of the catalogue of which a place has one at most. */
const exclusiveIds: ReadonlySet<string> = new Set(['peak', 'saddle', 'river', 'cliff']);

/** Whether a place of the class is of no other exclusive class. */
export const isExclusive = ({ id }: { readonly id: string }): boolean => exclusiveIds.has(id);
