import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LiveFinding } from '../../../../console/api/live.ts';
import {
  EVERYTHING,
  filterOf,
  GROUPINGS,
  hrefOf,
  isIn,
  PROPERTY_NAMES,
  searchOf,
  STATES,
  viewOf,
  type View,
} from '../../../../console/findings/view.ts';

const texts = fc.uniqueArray(fc.string({ minLength: 1, unit: 'grapheme' }), { minLength: 1, maxLength: 3 });
const moments = fc.option(
  fc.date({ noInvalidDate: true, min: new Date(0) }).map((date) => date.toISOString()),
  { nil: undefined },
);
const views: fc.Arbitrary<View> = fc.record({
  values: fc.dictionary(fc.constantFrom(...PROPERTY_NAMES), texts, { maxKeys: 3 }),
  state: fc.constantFrom(...STATES),
  text: fc.option(fc.constantFrom('bucket', 'alice 198.51.100.7', '<b>'), { nil: undefined }),
  from: moments,
  until: moments,
  sort: fc.constantFrom('severity', 'lastSeen', 'updated'),
  descending: fc.boolean(),
  group: fc.option(fc.constantFrom(...GROUPINGS), { nil: undefined }),
});

test('an address says the whole of a view', () => {
  fc.assert(
    fc.property(views, (any) => {
      expect(viewOf(new URLSearchParams(searchOf(any)))).toEqual(any);
    }),
  );
});

test('the address of all that is active is short', () => {
  expect(hrefOf(EVERYTHING)).toBe('/findings');
  expect(hrefOf({ values: { severity: ['high'], account: ['111122223333'] } })).toBe(
    '/findings?severity=high&account=111122223333',
  );
});

test('what an address says is asked of the API', () => {
  const asked = viewOf(
    new URLSearchParams(
      'severity=high&severity=critical&type=Recon:EC2/Portscan&unit=ou-ab12-cd34ef56&address=198.51.100.8&principal=AROAEXAMPLEROLE000001&state=all&from=2026-11-20T00:00:00Z',
    ),
  );
  expect(filterOf(asked)).toEqual({
    contextSeverities: ['CRITICAL', 'HIGH'],
    types: ['Recon:EC2/Portscan'],
    organizationalUnits: ['ou-ab12-cd34ef56'],
    principals: ['AROAEXAMPLEROLE000001'],
    remoteAddresses: ['198.51.100.8'],
    seenFrom: '2026-11-20T00:00:00Z',
  });
  expect(filterOf(EVERYTHING)).toEqual({ archived: false });
});

test('what makes no sense in an address is as if it were not there', () => {
  expect(viewOf(new URLSearchParams('state=odd&sort=constructor&from=soon&direction=sideways'))).toEqual(EVERYTHING);
});

const UNITS = ['ou-ab12-cd34ef56', 'ou-ab12-11111111'];
const view = (search: string) => viewOf(new URLSearchParams(search));

test('what comes is known to be in a view or not as the API would say', () => {
  const finding: LiveFinding = {
    id: '1',
    type: 'Recon:EC2/Portscan',
    severityLabel: 'HIGH',
    accountId: '111122223333',
    region: 'eu-west-1',
    status: 'NEW',
    resource: { id: 'i-1' },
    principal: 'AROAEXAMPLEROLE000001',
    remoteAddresses: ['198.51.100.7', '198.51.100.8'],
    service: { eventFirstSeen: '2026-11-20T08:00:00Z', eventLastSeen: '2026-11-20T09:00:00Z' },
  };
  const inside = [
    '',
    'severity=high&severity=low',
    'type=Recon:EC2/Portscan&resource=i-1',
    'principal=AROAEXAMPLEROLE000001&address=198.51.100.8&address=203.0.113.9',
    'from=2026-11-20T09:00:00Z',
    'until=2026-11-20T08:00:01Z',
    'state=all',
    'unit=ou-ab12-cd34ef56&unit=ou-ab12-00000000',
  ];
  const outside = [
    'severity=low',
    'account=444455556666',
    'unit=ou-ab12-00000000',
    'region=us-east-1',
    'principal=AIDAEXAMPLEUSER000001',
    'address=203.0.113.9',
    'state=archived',
    'from=2026-11-20T09:00:01Z',
    'until=2026-11-20T08:00:00Z',
  ];
  expect(inside.filter((search) => !isIn(view(search), finding, UNITS))).toEqual([]);
  expect(outside.filter((search) => isIn(view(search), finding, UNITS))).toEqual([]);
  expect(isIn(view('state=archived'), { ...finding, status: 'ARCHIVED' }, UNITS)).toBe(true);
  expect(isIn(view(''), { ...finding, status: 'ARCHIVED' }, UNITS)).toBe(false);
});
