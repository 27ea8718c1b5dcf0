/** Id of the class that is edited in the list; null for none. */
export const editing = $state<{ classId: string | null }>({ classId: null });
