import { expect, test } from 'vitest';
import { diskRefusal, unwritable, userErrorOf } from '../../../src/shared/systemErrors';
import { UserError } from '../../../src/shared/errors';

/** An error as Node makes it. */
const nodeError = (code: string, path?: string): Error =>
  Object.assign(new Error(`${code}: as Node says it`), { code, ...(path === undefined ? {} : { path }) });

test('a full disk and an exhausted quota are distinguished, with the file and the space it needs', () => {
  expect(diskRefusal(nodeError('ENOSPC'), '/data/a.tif', 2_400_000)?.message).toBe(
    'The disk is full: /data/a.tif could not be written. It needs up to 3 MB. Free some space there and try again; ' +
      'nothing that was saved is lost.',
  );
  expect(diskRefusal(nodeError('EDQUOT'), '/home/u/a.csv', 71_500_000_000)?.message).toMatch(
    /^Your disk quota is used up.*\/home\/u\/a\.csv.* up to 71\.5 GB\./,
  );
  expect(diskRefusal(nodeError('EFBIG'), '/stick/a.tif')?.message).toContain('4 GB a file');
  expect(diskRefusal(nodeError('EROFS'), '/cd/a.tif')?.message).toContain('read-only');
});

test('the file named by the error is reported where nothing better is known', () => {
  expect(userErrorOf(nodeError('ENOSPC', '/data/report.html'))?.message).toContain('/data/report.html');
  const beside = diskRefusal(nodeError('ENOSPC', '/data/a.gpkg.partial'));
  expect(unwritable(beside, '/data/a.gpkg').message).toContain('full: /data/a.gpkg could');
});

test('other errors are unchanged', () => {
  const bug = new TypeError('x is not a function');
  expect(userErrorOf(bug)).toBeNull();
  expect(diskRefusal(nodeError('ENOENT', '/data/a.tif'))).toBeNull();
  const cancelled = new UserError('cancelled', 'Cancelled.');
  expect(userErrorOf(cancelled)).toBe(cancelled);
  expect(unwritable(cancelled, '/data/a.tif')).toBe(cancelled);
  expect(unwritable(nodeError('EACCES'), '/data/a.tif')).toMatchObject({
    code: 'disk',
    message: '/data/a.tif could not be written (EACCES: as Node says it). Choose another place.',
  });
});
