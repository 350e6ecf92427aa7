import { expect, test } from 'vitest';
import { information } from '#services/detectors/kits/information.ts';

const HEX = '3adb01340fd4b58c4cc7382c7eab273d02ace2cc8dc978b9a06611ee426f77aa';
const NAME = `${HEX.slice(0, 60)}.evil.com`;

function weightOf(query_type: string, query_name = NAME, Rdata?: string): number | undefined {
  const answers = Rdata === undefined ? [] : [{ Type: 'TXT', Rdata, Class: 'IN' }];
  return information({ query_name, query_type, answers })?.weight;
}

test.each(['A', 'AAAA', 'HTTPS', 'PTR', 'SRV', 'NS', 'SOA'])('half a byte a digit in a name, asked for %s', (type) => {
  expect(weightOf(type)).toBe(30);
});

test.each(['TXT', 'NULL', 'MX', 'TYPE65399'])('twice as much when %s is asked for, as tunnels do', (type) => {
  expect(weightOf(type)).toBe(60);
});

test('letters after f carry five bits instead of four', () => {
  expect(weightOf('A', `g${HEX.slice(1, 60)}.evil.com`)).toBe(38);
});

test('an answer adds six bits a character from 30 characters on, and is news under each name', () => {
  expect(weightOf('TXT', 'www.evil.com', `"${HEX.slice(0, 30)}"`)).toBe(45);
  expect(weightOf('TXT', 'www.evil.com', `"${HEX.slice(0, 29)}"`)).toBeUndefined();
  const answers = [{ Type: 'TXT', Rdata: `"${HEX}"`, Class: 'IN' }];
  const asked = { query_name: NAME, query_type: 'TXT', answers };
  expect(information(asked)).toEqual({ value: NAME, piece: NAME, weight: 156 });
});

test('an ordinary name without an answer carries nothing', () => {
  expect(weightOf('A', 'www.shop.com')).toBeUndefined();
  expect(weightOf('A', 'com')).toBeUndefined();
});
