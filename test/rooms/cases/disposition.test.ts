import { describe, expect, test } from 'vitest';
import { disposition } from '#services/cases/disposition.ts';
import type { Case, Decision } from '#services/model/disposition.ts';
import { SSH_BRUTE_FORCE } from '../../formats/findings.ts';

const { service } = SSH_BRUTE_FORCE;
const AT = '2026-11-22T20:00:00.000Z';
const LATER = '2026-11-22T21:00:00.000Z';
const known = { count: service.count, eventLastSeen: service.eventLastSeen };

function decided(status: Decision['status'], rest: Partial<Decision> = {}): Case {
  return { decision: { status, who: 'alice', at: AT, because: 'ours', known, ...rest } };
}

function grown(count: number, eventLastSeen: string) {
  return { ...SSH_BRUTE_FORCE, service: { ...service, count, eventLastSeen } };
}

test('what nobody touched is new until it changes', () => {
  const { createdAt } = SSH_BRUTE_FORCE;
  expect(disposition({ ...SSH_BRUTE_FORCE, updatedAt: createdAt }, {})).toEqual({ status: 'NEW', archived: false });
  expect(disposition(SSH_BRUTE_FORCE, {})).toEqual({ status: 'UPDATED', archived: false });
});

describe.each(['ARCHIVED', 'RESOLVED'] as const)('what a person said is %s', (status) => {
  const closedBy = { kind: 'person', who: 'alice', at: AT, because: 'ours' };

  test('is out of sight, and says by whom and why', () => {
    expect(disposition(SSH_BRUTE_FORCE, decided(status))).toEqual({ status, archived: true, closedBy });
  });

  test('is reopened by what happens afterwards', () => {
    const after = disposition(grown(service.count + 1, LATER), decided(status));
    expect(after).toEqual({ status: 'REOPENED', archived: false });
  });

  test('old logs that come late leave it archived', () => {
    const late = grown(service.count + 9, '2026-11-22T19:59:00.000Z');
    expect(disposition(late, decided(status))).toMatchObject({ status, archived: true });
  });

  test('a clock that runs ahead in some log does not reopen it as soon as it is closed', () => {
    const ahead = grown(service.count, LATER);
    const at = decided(status, { known: { count: service.count, eventLastSeen: LATER } });
    expect(disposition(ahead, at)).toMatchObject({ status, archived: true });
    expect(disposition(grown(service.count + 1, LATER), at)).toMatchObject({ status: 'REOPENED' });
  });
});

test('what is in progress stays so while it grows, and what is taken back is as if nothing had been said', () => {
  const more = grown(service.count + 1, LATER);
  expect(disposition(more, decided('IN_PROGRESS'))).toEqual({ status: 'IN_PROGRESS', archived: false });
  expect(disposition(more, decided('OPEN'))).toEqual({ status: 'UPDATED', archived: false });
});

test('whose hands it is in, and what it was worth, stay with it whatever its status', () => {
  const rest = { assignee: 'bob', feedback: 'USEFUL' } as const;
  for (const status of ['OPEN', 'IN_PROGRESS', 'ARCHIVED'] as const)
    expect(disposition(SSH_BRUTE_FORCE, { ...decided(status), ...rest })).toMatchObject(rest);
});
