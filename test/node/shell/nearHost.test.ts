import { expect, test } from 'vitest';
import { isNear } from '../../../src/main/shell/nearHost';

const hostOf = (address: string): string => new URL(address).hostname;

// IANA's IPv4 and IPv6 special-purpose address registries; spellings that browsers read as the same address (URL standard).
test.each([
  'http://localhost/',
  'http://printer/',
  'http://dem.local/',
  'http://tiles.localhost./',
  'http://127.0.0.1/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://0.0.0.0/',
  'http://10.1.2.3/',
  'http://172.31.255.255/',
  'http://192.168.1.1/',
  'http://169.254.169.254/',
  'http://[::1]/',
  'http://[fd00::1]/',
  'http://[fe80::1]/',
  'http://[::ffff:127.0.0.1]/',
])('%s is near', (address) => {
  expect(isNear(hostOf(address))).toBe(true);
});

test.each([
  'https://tile.openstreetmap.org/',
  'https://overpass-api.de/',
  'https://172.32.0.1/',
  'https://8.8.8.8/',
  'https://[2a00:1450:4001::1]/',
  'https://localhost.example.org/',
])('%s is not', (address) => {
  expect(isNear(hostOf(address))).toBe(false);
});
