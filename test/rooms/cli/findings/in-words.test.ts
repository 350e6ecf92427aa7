import { expect, test } from 'vitest';
import { contextOf } from '#services/cases/context.ts';
import { inWords } from '#services/cli/findings/in-words.ts';
import { textOf } from '#services/cli/line.ts';
import { loadDetectors } from '#services/detectors.ts';
import type { Finding } from '#services/model/finding.ts';
import { SSH_BRUTE_FORCE } from '../../../formats/findings.ts';

const { service } = SSH_BRUTE_FORCE;
const [origin] = service.evidence.origins;
const words = (finding: Finding) => inWords(finding, undefined).map((line) => textOf(line, false));

/** The finding with other evidence. */
function having(evidence: Partial<Finding['service']['evidence']>): Finding {
  return { ...SSH_BRUTE_FORCE, service: { ...service, evidence: { ...service.evidence, ...evidence } } };
}

test('a finding is told from what happened to what was counted', () => {
  expect(words(SSH_BRUTE_FORCE)).toEqual([
    'An address is guessing SSH passwords of an instance',
    '203.0.113.9 opened 214 short connections to port 22 of i-0abcd1234ef567890.',
    '',
    'Severity   Low (2)',
    'Type       UnauthorizedAccess:EC2/SSHBruteForce',
    'Account    111122223333, eu-west-1',
    'Resource   i-0abcd1234ef567890 (Instance, target)',
    expect.stringMatching(/^Summary {4}.*i-0abcd1234ef567890/),
    expect.stringMatching(/^Last {7}.*203\.0\.113\.9/),
    'Seen       214 times from 2026-11-20T08:01:12.000Z to 2026-11-22T19:47:03.000Z',
    'Updated    2026-11-22T19:58:20.402Z',
    '',
    'Records that led to it',
    '  2026-11-20T08:01:12.000Z  s3://logs.example/AWSLogs/111122223333/vpcflowlogs/eu-west-1/2026/11/20/one.log.gz at 2',
    '',
    'What was counted',
    '  connections: 214',
  ]);
});

test('what it was on, and that somebody put it away, is told where it is so', () => {
  const threatIntelligenceDetails = [
    { threatListName: 'ours', threatNames: ['203.0.113.9', '203.0.113.0/24'], threatFileSha256: '00' },
  ];
  const listed = having({ threatIntelligenceDetails });
  const closedBy = { kind: 'person', who: 'alice', at: '2026-11-23T08:00:00.000Z', because: 'Our scanner' } as const;
  const told = words({ ...listed, disposition: { status: 'ARCHIVED', archived: true, closedBy, assignee: 'bob' } });
  expect(told).toContain('Status     ARCHIVED by alice at 2026-11-23T08:00:00.000Z: Our scanner');
  expect(told).toContain('Assigned   bob');
  expect(told).toContain('On list    ours: 203.0.113.9, 203.0.113.0/24');
  const rated = { status: 'RESOLVED', archived: false, severity: 8, ratedBecause: 'Our gateway' } as const;
  const unexplained = { ...rated, closedBy: { ...closedBy, because: null } };
  expect(words({ ...SSH_BRUTE_FORCE, disposition: rated })).toEqual(
    expect.arrayContaining(['Severity   High (8), for GuardDuty Low (2): Our gateway', 'Status     RESOLVED']),
  );
  expect(words({ ...SSH_BRUTE_FORCE, disposition: unexplained })).toContain(
    'Status     RESOLVED by alice at 2026-11-23T08:00:00.000Z',
  );
  expect(words(SSH_BRUTE_FORCE).join()).not.toContain('Status');
});

test('of many records ten are told, with their ids, and of a long tally the beginning', () => {
  if (origin === undefined) throw new Error('It has a record.');
  const origins = Array.from({ length: 12 }, (_, position) => ({ ...origin, position, id: `id-${position}` }));
  const told = words(having({ origins, tallies: { names: 'x'.repeat(300) } }));
  expect(told.filter((line) => line.includes(' at '))).toHaveLength(10);
  expect(told).toContain(`  ${origin.time}  ${origin.object} at 9  id-9`);
  expect(told).toContain('  and 2 more (--format=finding)');
  expect(words(having({ origins: origins.slice(0, 10) })).join('\n')).not.toContain('more (--format');
  expect(told.at(-1)).toBe(`  names: "${'x'.repeat(191)}…`);
});

test('what all that it names is, is told line by line; nothing is said of nothing', () => {
  const further = [{ ...SSH_BRUTE_FORCE.resource, id: 'i-0abcd1234ef567891' }];
  const told = words({ ...having({ origins: [], tallies: {} }), resource: { ...SSH_BRUTE_FORCE.resource, further } });
  expect(told.findIndex((line) => line.startsWith('           '))).toBe(
    told.findIndex((line) => line.startsWith('Summary    ')) + 1,
  );
  expect(told).not.toContain('Records that led to it');
  expect(told).not.toContain('What was counted');
});

test('its detector says what to do, what looks the same, and what it cannot see', async () => {
  const detector = (await loadDetectors()).find(({ type }) => type === SSH_BRUTE_FORCE.type);
  const told = inWords(SSH_BRUTE_FORCE, detector).map((line) => textOf(line, false));
  const after = (title: string) => told.slice(told.indexOf(title) + 1);
  expect(after('What to do').slice(0, detector?.respond.length)).toEqual(
    detector?.respond.map((step, index) => `  ${index + 1}. ${step}`),
  );
  expect(after('Known false positives')[0]).toBe(`  ${detector?.falsePositives[0]}`);
  expect(after('Blind spots')).toEqual(detector?.blindTo.map((line) => `  ${line}`));
});

test('what else was found of the same is told under what they share, and nothing of what nobody shares', () => {
  const [byResource, byAddress] = contextOf(SSH_BRUTE_FORCE);
  if (byResource === undefined || byAddress === undefined) throw new Error('It has a resource and another end.');
  const related = [
    { context: byResource, others: [], isCut: false },
    {
      context: { ...byAddress, values: ['203.0.113.9', '203.0.113.7'] },
      others: [{ ...SSH_BRUTE_FORCE, accountId: '444455556666', severity: 8 }],
      isCut: true,
    },
  ];
  const told = inWords(SSH_BRUTE_FORCE, undefined, related).map((line) => textOf(line, false));
  expect(told.slice(-4)).toEqual([
    '',
    'With the same remote address: 203.0.113.9, 203.0.113.7',
    `  2026-11-22T19:47:03.000Z  High  UnauthorizedAccess:EC2/SSHBruteForce in 444455556666  ${SSH_BRUTE_FORCE.id}`,
    '  and more (findings list)',
  ]);
  expect(told.join()).not.toContain('same resource');
});
