import { expect, test } from 'vitest';
import { FILTER_ARGS, FILTER_REPEATABLE, filterOf } from '#services/cli/findings/filter-args.ts';

const NOW = Date.parse('2026-11-22T20:00:00Z');
const TYPES = ['Recon:EC2/Portscan'] as const;
const EMPTY = Object.fromEntries(FILTER_REPEATABLE.map((flag) => [flag, []]));

test('every flag becomes the filter it stands for', () => {
  const filter = '{"or":[{"assigned":false},{"severities":["CRITICAL"]}]}';
  const args = { since: '24h', archived: true, words: 'scanner', filter };
  const lists = {
    ...EMPTY,
    type: ['Recon:EC2/Portscan'],
    account: ['111122223333', '444455556666'],
    region: ['eu-west-1'],
    unit: ['ou-ab12-cd34ef56'],
    severity: ['high'],
    address: ['2001:DB8::7'],
  };
  expect(new Set([...Object.keys(args), ...Object.keys(lists)])).toEqual(new Set(Object.keys(FILTER_ARGS)));
  expect(filterOf(args, lists, TYPES, NOW)).toEqual({
    types: ['Recon:EC2/Portscan'],
    accountIds: ['111122223333', '444455556666'],
    regions: ['eu-west-1'],
    organizationalUnits: ['ou-ab12-cd34ef56'],
    severities: ['High'],
    remoteAddresses: ['2001:db8::7'],
    seenFrom: new Date('2026-11-21T20:00:00Z'),
    archived: true,
    text: 'scanner',
    and: [{ or: [{ assigned: false }, { severities: ['Critical'] }] }],
  });
});

test('without flags, what is archived is left out', () => {
  expect(filterOf({}, EMPTY, TYPES, NOW)).toEqual({ archived: false });
});

test.each([
  [{ since: 'yesterday' }, EMPTY, 'is not a time'],
  [{ filter: '{"hue":1}' }, EMPTY, '--filter: The filter does not have the form of the API'],
  [{ filter: '{"accountIds":["12"]}' }, EMPTY, 'is not an account id'],
  [{ filter: '{"or":[{"not":{"regions":["eu-wst-1"]}}]}' }, EMPTY, 'is not a Region'],
  [{ filter: '{"and":[{"types":["Recon:EC2/PortScam"]}]}' }, EMPTY, 'is not a finding type'],
  [{}, { ...EMPTY, type: ['Portscan'] }, 'is not a finding type'],
  [{}, { ...EMPTY, account: ['12'] }, 'is not an account id'],
  [{}, { ...EMPTY, unit: ['r-ab12'] }, 'is not the id of an organizational unit'],
  [{}, { ...EMPTY, region: ['eu-wst-1'] }, 'is not a Region'],
  [{}, { ...EMPTY, severity: ['Grave'] }, 'is not a severity'],
  [{}, { ...EMPTY, address: ['999.1.1.1'] }, 'is not an address'],
  [{ filter: '{"remoteAddresses":["10.0.0.0/8"]}' }, EMPTY, 'is not an address'],
])('%o %o is refused', (args, lists, message) => {
  expect(() => filterOf(args, lists, TYPES, NOW)).toThrow(message);
});
