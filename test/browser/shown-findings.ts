import type { Finding } from '#services/model/finding.ts';
import { BUCKET_MADE_PUBLIC } from '../formats/findings.ts';

/** Everything that an attacker may write into a log, in one name. */
export const EVIL = `<img src=x onerror=alert(1)><script>alert(2)</script>[x](javascript:alert(3))\u202Egnp.exe\u001B[31m${'W'.repeat(10_000)}`;

export const HOSTILE: Finding = {
  ...BUCKET_MADE_PUBLIC,
  id: 'ee'.repeat(16),
  title: `A bucket was opened: ${EVIL}`,
  description: EVIL,
  severity: 8,
  resource: {
    ...BUCKET_MADE_PUBLIC.resource,
    id: EVIL,
    accessKeyDetails: {
      accessKeyId: 'ASIAEXAMPLEKEY000001',
      principalId: `AROAEXAMPLEROLE00001:${EVIL}`,
      userName: EVIL,
      userType: 'AssumedRole',
    },
  },
  service: {
    ...BUCKET_MADE_PUBLIC.service,
    action: {
      actionType: 'DNS_REQUEST',
      dnsRequestAction: { domain: EVIL, protocol: EVIL, blocked: false },
    },
    additionalInfo: {
      anomaly: {
        bits: 9.5,
        threshold: 7,
        day: '2026-03-03',
        rates: 4,
        activeDays: 0,
        parts: [{ part: 'network', bits: 9.5, words: `9.5 bits: network ${EVIL} is new to it` }],
        ordinary: `Had it come from ${EVIL} before.`,
      },
    },
  },
};

/** More findings than one page of a list holds. */
export const MANY = Array.from({ length: 60 }, (_, n) => ({
  ...BUCKET_MADE_PUBLIC,
  id: n.toString(16).padStart(32, '0'),
  title: `Bucket ${n} was opened`,
  severity: 2,
  region: 'eu-west-1',
  resource: { ...BUCKET_MADE_PUBLIC.resource, id: `bucket-${n}` },
}));
