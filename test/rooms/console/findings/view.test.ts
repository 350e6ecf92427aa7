import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { FIELD_ENTRIES, takesSeveral } from '#services/model/finding-fields.ts';
import type { LiveFinding } from '../../../../console/api/live.ts';
import { conditionOf, narrowed, tidied } from '../../../../console/findings/conditions.ts';
import { queryOfTokens, tokensOf } from '../../../../console/findings/filter-tokens.ts';
import { isIn } from '../../../../console/findings/live-match.ts';
import { choicesOf, GROUPINGS, PROPERTIES } from '../../../../console/findings/properties.ts';
import { viewOfFilter } from '../../../../console/findings/saved-views.ts';
import { EVERYTHING, hrefOf, searchOf, STATES, type View } from '../../../../console/findings/view.ts';
import { having, type Condition } from '../../../../console/findings/query.ts';
import { filterOf } from '../../../../console/findings/filter-query.ts';
import { viewOf } from '../../../../console/findings/read-view.ts';

const texts = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text.trim() !== '');
const times = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-12-31') });
const moments = fc.option(
  times.map((date) => date.toISOString()),
  { nil: undefined },
);
const comparisons = [...PROPERTIES.values()].flatMap(({ name, comparisons: all }) =>
  Array.from(all, ([operator, { filter }]) => ({ name, operator, filter })),
);
const conditions: fc.Arbitrary<Condition> = fc.constantFrom(...comparisons).chain(({ name, operator, filter }) => {
  const choices = choicesOf(filter);
  const value = choices
    ? fc.constantFrom(...choices)
    : filter.holds === 'moment'
      ? times.map((date) => date.toISOString())
      : filter.holds === 'number'
        ? fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)
        : filter.holds === 'findingType'
          ? fc.constantFrom('Recon:EC2/Portscan', 'Policy:S3/BucketAnonymousAccessGranted')
          : texts;
  return fc
    .uniqueArray(value, { minLength: 1, maxLength: takesSeveral(filter.keeps) ? 3 : 1 })
    .map((values) => conditionOf(name, operator, values))
    .filter((made) => made.length === 1)
    .map(([condition]) => condition ?? expect.fail('it was made'));
});
const queries = fc.record({
  join: fc.constantFrom('and' as const, 'or' as const),
  parts: fc.array(fc.oneof(conditions, fc.array(conditions, { maxLength: 3 })), { maxLength: 4 }).map((parts) => parts),
});
const views: fc.Arbitrary<View> = fc.record({
  query: queries.map(tidied),
  state: fc.constantFrom(...STATES),
  from: moments,
  until: moments,
  sort: fc.constantFrom('severity', 'lastSeen', 'updated'),
  descending: fc.boolean(),
  group: fc.option(fc.constantFrom(...GROUPINGS), { nil: undefined }),
});

/** The conditions of a view, in a fixed order. */
function demanded(of: View | undefined): unknown {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((each) => JSON.stringify(sorted(each))).toSorted();
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, sorted(each)]));
  };
  return of && sorted({ ...of, filter: filterOf(of), query: undefined });
}

test('an address, a saved view and the tokens of the filter say the whole of a view', () => {
  fc.assert(
    fc.property(views, (any) => {
      expect(demanded(viewOf(new URLSearchParams(searchOf(any))))).toEqual(demanded(any));
      expect(demanded({ ...any, query: queryOfTokens(tokensOf(any.query)) })).toEqual(demanded(any));
      const kept: unknown = JSON.parse(JSON.stringify(filterOf(any)));
      const { sort, descending, group } = any;
      const shown = viewOfFilter(kept);
      expect(demanded(shown && { ...shown, sort, descending, group })).toEqual(demanded(any));
    }),
  );
});

test('every filter of every field can be asked for', () => {
  const asked = new Set(comparisons.map(({ filter }) => filter.name));
  const all = FIELD_ENTRIES.flatMap(({ filters }) => Object.keys(filters ?? {}));
  expect(all.filter((name) => !asked.has(name))).toEqual(['archived']);
  expect(new Set(comparisons.map(({ operator }) => operator))).toEqual(new Set(['=', '!=', '>=', '<', ':', '!:']));
});

test('the address of all that is active is short', () => {
  expect(hrefOf(EVERYTHING)).toBe('/findings');
  expect(hrefOf({ query: having(['severity', 'high'], ['account', '111122223333'], ['region']) })).toBe(
    '/findings?severity=high&account=111122223333',
  );
});

test('what an address says is asked of the API', () => {
  const asked = viewOf(
    new URLSearchParams(
      'severity=high&severity=critical&type=Recon:EC2/Portscan&unit=ou-ab12-cd34ef56&address=198.51.100.8&principal=AROAEXAMPLEROLE000001&guarddutySeverity.from=7&state=all&from=2026-11-20T00:00:00Z',
    ),
  );
  expect(filterOf(asked)).toEqual({
    contextSeverities: ['HIGH', 'CRITICAL'],
    types: ['Recon:EC2/Portscan'],
    organizationalUnits: ['ou-ab12-cd34ef56'],
    principals: ['AROAEXAMPLEROLE000001'],
    remoteAddresses: ['198.51.100.8'],
    severityMin: 7,
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
    severity: 8,
    contextSeverity: 7,
    assignee: 'alice',
    suppressedBy: null,
    ratedBy: null,
    feedback: null,
    createdAt: '2026-11-20T09:05:00Z',
    updatedAt: '2026-11-20T10:00:00Z',
    accountId: '111122223333',
    region: 'eu-west-1',
    status: 'NEW',
    resource: { id: 'i-1' },
    principal: 'AROAEXAMPLEROLE000001',
    remoteAddresses: ['198.51.100.7', '198.51.100.8'],
    service: { archived: false, eventFirstSeen: '2026-11-20T08:00:00Z', eventLastSeen: '2026-11-20T09:00:00Z' },
  };
  const inside = [
    'join=or&account.not=111122223333&of=account.not%3D222233334444',
    '',
    'severity=high&severity=low',
    'type=Recon:EC2/Portscan&resource=i-1',
    'principal=AROAEXAMPLEROLE000001&address=198.51.100.8&address=203.0.113.9',
    'from=2026-11-20T09:00:00Z',
    'until=2026-11-20T08:00:01Z',
    'state=all',
    'unit=ou-ab12-cd34ef56&unit=ou-ab12-00000000',
    'account.not=444455556666&feedback.not=useful&judged=no&assigned=yes',
    'guarddutySeverity.from=8&severity.below=7.5&created.from=2026-11-20&updated.below=2026-11-21',
    'join=or&severity=low&of=assignee%3Dalice%26status%3Dnew',
    'of=severity%3Dlow%26region%3Deu-west-1',
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
    'account.not=111122223333',
    'assigned=no',
    'guarddutySeverity=low',
    'updated.below=2026-11-20T10:00:00Z',
    'join=or&severity=low&of=assignee%3Dalice%26status%3Dresolved',
    // Only the API can tell.
    'text=portscan',
    'text.not=portscan',
  ];
  expect(inside.filter((search) => !isIn(view(search), finding, UNITS))).toEqual([]);
  expect(outside.filter((search) => isIn(view(search), finding, UNITS))).toEqual([]);
  // Resolved findings are out of sight as well.
  for (const status of ['ARCHIVED', 'RESOLVED'] as const) {
    const closed = { ...finding, status, service: { ...finding.service, archived: true } };
    expect(isIn(view('state=archived'), closed, UNITS)).toBe(true);
    expect(isIn(view(''), closed, UNITS)).toBe(false);
  }
});

test.each([
  [
    'severity=high&type=Recon:EC2/Portscan&region.not=eu-west-1',
    'region.not=eu-west-1&type=Recon:EC2/Portscan&severity=low',
  ],
  ['join=or&region=eu-west-1&of=type%3DRecon%253AEC2%252FPortscan%26assigned%3Dno', undefined],
])('a group of "%s" has a view of its own', (search, expected) => {
  const query = narrowed(view(search).query, 'severity', 'low');
  expect(demanded({ ...EVERYTHING, query })).toEqual(
    demanded(
      expected === undefined
        ? {
            ...EVERYTHING,
            query: {
              join: 'or',
              parts: [
                [...conditionOf('region', '=', ['eu-west-1']), ...conditionOf('severity', '=', ['low'])],
                [
                  ...conditionOf('type', '=', ['Recon:EC2/Portscan']),
                  ...conditionOf('assigned', '=', ['no']),
                  ...conditionOf('severity', '=', ['low']),
                ],
              ],
            },
          }
        : view(expected),
    ),
  );
});
