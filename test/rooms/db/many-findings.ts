import type { Disposition } from '#services/model/disposition.ts';
import type { Finding } from '#services/model/finding.ts';
import { SSH_BRUTE_FORCE } from '../../formats/findings.ts';
import { finding, later } from './turns.ts';

/** What people decided about some of them. */
const CASES: Readonly<Record<number, Partial<Disposition>>> = {
  3: { assignee: 'dora' },
  4: { assignee: 'carol', feedback: 'USEFUL' },
  6: { feedback: 'NOT_USEFUL' },
  7: { severity: 1, ratedBy: 'r' },
  8: { severity: 9.5, ratedBy: 'r' },
  10: { suppressedBy: 'a-rule' },
};

/** Twenty findings with many ties: four severities, two times, two accounts, every fifth archived. */
export const MANY_FINDINGS: readonly Finding[] = Array.from({ length: 20 }, (_, n) =>
  finding(n, {
    severity: [2, 5, 8, 9][n % 4] ?? 2,
    accountId: n % 2 === 0 ? '111122223333' : '444455556666',
    region: n < 15 ? 'us-east-1' : 'eu-west-1',
    type: n % 3 === 0 ? 'Recon:EC2/Portscan' : 'UnauthorizedAccess:EC2/SSHBruteForce',
    updatedAt: later(n % 2).toISOString(),
    disposition: {
      status: n % 5 === 0 ? 'ARCHIVED' : n % 2 === 0 ? 'NEW' : 'UPDATED',
      archived: n % 5 === 0,
      ...CASES[n],
    },
    resource: { ...SSH_BRUTE_FORCE.resource, id: `i-${n}` },
    service: {
      ...SSH_BRUTE_FORCE.service,
      count: n % 4,
      archived: n % 5 === 0,
      eventFirstSeen: later(n * 1000).toISOString(),
      eventLastSeen: later(n * 1000 + 500).toISOString(),
    },
  }),
);
