import { expect, test } from 'vitest';
import { gridAddress } from '../../../src/shared/gridAddress';

const said = (address: string): string | undefined =>
  gridAddress.safeParse(address).error?.issues[0]?.message;

test('takes user, host, port, database and how the connection is secured', () => {
  for (const address of [
    'postgres://ann@db.example.org/alps',
    'postgresql://db.example.org:5433/alps',
    'postgres://ann@[2001:db8::1]:5432/alps',
    'postgres://ann@db.example.org/alps?sslmode=verify-full&sslrootcert=/etc/ssl/alps.pem',
  ])
    expect(gridAddress.parse(address)).toBe(address);
});

test('says what it does not take', () => {
  expect(said('db.example.org/alps')).toMatch(/^The address of a grid is postgres:/);
  expect(said('postgres://ann:secret@db.example.org/alps')).toMatch(/without a password/);
  expect(said('postgres://ann@db.example.org/alps?application_name=window')).toBe(
    'The address of a grid has no options but sslmode, sslrootcert, sslcert, sslkey.',
  );
});
