import { readFileSync } from 'node:fs';

/** The most memory that a running process has held, bytes; 0 where the system does not tell. */
export function residentBytesOf(pid: number): number {
  try {
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return 0;
  }
}
