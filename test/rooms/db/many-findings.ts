import type { Disposition } from '#services/model/disposition.ts';
import type { Finding } from '#services/model/finding.ts';
import type { Resource } from '#services/model/subject.ts';
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

/**
 * Who did some of them: one role in two sessions and in a cluster, a user, a root user, others in a cluster, and three
 * without an id of AWS's.
 */
const PRINCIPALS: Readonly<Record<number, Partial<Resource>>> = {
  2: { accessKeyDetails: { principalId: 'AROAEXAMPLEROLE000001:alice' } },
  3: { accessKeyDetails: { principalId: 'AROAEXAMPLEROLE000001:b"\\ob' } },
  4: {
    kubernetesDetails: { kubernetesUserDetails: { uid: 'aws-iam-authenticator:111122223333:AROAEXAMPLEROLE000001' } },
  },
  5: { accessKeyDetails: { principalId: 'AIDAEXAMPLEUSER000001' } },
  6: { accessKeyDetails: { principalId: '' } },
  8: { accessKeyDetails: { principalId: '111122223333' } },
  9: { accessKeyDetails: { principalId: '111122223333:federated' } },
  10: { accessKeyDetails: { principalId: 'accounts.example:app:somebody' } },
  7: { kubernetesDetails: { kubernetesUserDetails: { uid: '00000000-0000-4000-8000-000000000001' } } },
};

/** The other ends of every sixth, besides the one that all have. */
const REMOTES = { size: 30, values: ['198.51.100.7', '', '198.51.100.8'] };

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
    resource: { ...SSH_BRUTE_FORCE.resource, id: `i-${n}`, ...PRINCIPALS[n] },
    service: {
      ...SSH_BRUTE_FORCE.service,
      count: n % 4,
      archived: n % 5 === 0,
      eventFirstSeen: later(n * 1000).toISOString(),
      eventLastSeen: later(n * 1000 + 500).toISOString(),
      ...(n % 6 === 1 && { evidence: { ...SSH_BRUTE_FORCE.service.evidence, remotes: REMOTES } }),
    },
  }),
);
