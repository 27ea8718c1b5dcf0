/** Names and contents of the files in a tar (POSIX 1003.1: heads of 512 bytes, contents padded to 512). */
export function* unpackTar(tar: Buffer): Generator<[name: string, contents: Buffer]> {
  for (let at = 0; at < tar.length && tar[at] !== 0;) {
    const name = tar.toString('latin1', at, at + 100).replace(/\0.*$/s, '');
    const size = parseInt(tar.toString('latin1', at + 124, at + 136), 8);
    yield [name, tar.subarray(at + 512, at + 512 + size)];
    at += 512 + Math.ceil(size / 512) * 512;
  }
}
