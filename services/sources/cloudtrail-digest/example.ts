import type { Proof } from './proof.ts';

/** A proof about a log file: a digest shows that the file was changed after its delivery two hours before. */
export function proof(overrides: Partial<Proof> = {}): Proof {
  return {
    proofGap: 'object-altered',
    foundAt: '2026-03-02T12:05:00.000Z',
    accountId: '111122223333',
    region: 'us-east-1',
    bucket: 'logs',
    key: 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/02/111122223333_CloudTrail_us-east-1_20260302T1000Z_AAAAAAAAAAAAAAAA.json.gz',
    delivered: '2026-03-02T10:00:00.000Z',
    detail: 'It is not what CloudTrail delivered.',
    ...overrides,
  };
}
