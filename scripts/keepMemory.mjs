const never = '10000000000';

/**
 * Environment of processes that train. glibc reads it when a process starts: keeping memory instead of returning it
 * makes training faster.
 */
export const keepMemory = { MALLOC_TRIM_THRESHOLD_: never, MALLOC_MMAP_THRESHOLD_: never };
