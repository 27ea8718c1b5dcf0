import { BlockList, isIP } from 'node:net';

/** Addresses outside the public internet (IANA's special-purpose address registries). */
const near = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  near.addSubnet(network, bits);
for (const [network, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
] as const)
  near.addSubnet(network, bits, 'ipv6');

/** Whether a host, as written by URL, is this computer or in the local network; names without a dot count as local. */
export function isNear(hostname: string): boolean {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  const version = isIP(bare);
  if (version === 0)
    return !bare.includes('.') || /\.(?:localhost|local|internal|lan|home\.arpa)$/.test(bare);
  return near.check(bare, version === 6 ? 'ipv6' : 'ipv4');
}
