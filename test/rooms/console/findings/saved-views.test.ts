import { expect, test } from 'vitest';
import { viewOfFilter } from '../../../../console/findings/saved-views.ts';
import { EVERYTHING, searchOf } from '../../../../console/findings/view.ts';
import { filterOf } from '../../../../console/findings/filter-query.ts';
import { viewOf } from '../../../../console/findings/read-view.ts';

test.each([
  '',
  'state=all',
  'severity=critical&severity=high&state=archived',
  'account=111122223333&region=eu-west-1&type=Recon:EC2/Portscan&resource=i-1&principal=AROAEXAMPLEROLE000001&address=198.51.100.7&text=alice+ssh',
  'from=2026-11-20T09:00:00.000Z&until=2026-11-21T09:00:00.000Z',
])('what is kept of "%s" shows the same', (search) => {
  const view = viewOf(new URLSearchParams(search));
  const kept: unknown = JSON.parse(JSON.stringify(filterOf(view)));
  const shown = viewOfFilter(kept);
  expect(shown).toEqual(view);
  expect(searchOf(shown ?? EVERYTHING)).toBe(searchOf(view));
});

/** An alternative within a condition within an alternative. */
const NESTED = {
  or: [{ assigned: false, and: [{ or: [{ statuses: ['NEW'] }, { regions: ['eu-west-1'] }] }] }, { judged: true }],
};

test.each([null, 'x', [], { or: [] }, { contextSeverities: ['ODD'] }, { colours: ['red'] }, NESTED])(
  '%j asks for what the list cannot show',
  (filter) => {
    expect(viewOfFilter(filter)).toBeUndefined();
  },
);
