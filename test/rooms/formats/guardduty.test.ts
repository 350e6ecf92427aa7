import { expect, test } from 'vitest';
import guardduty from '#services/formats/guardduty.ts';
import { FREQUENCIES } from '#services/model/anomaly.ts';
import { COMMAND_AND_CONTROL_NAME, SSH_BRUTE_FORCE } from '../../formats/findings.ts';

test('additional information is told twice, as text and beside it, as exports do', () => {
  expect(guardduty.render(COMMAND_AND_CONTROL_NAME, undefined)).toMatchObject({
    service: {
      additionalInfo: {
        threatListName: 'corp-c2-domains',
        sample: true,
        value: '{"threatListName":"corp-c2-domains","sample":true}',
        type: 'default',
      },
      evidence: { threatIntelligenceDetails: [{ threatListName: 'corp-c2-domains', threatNames: ['bad.example'] }] },
    },
  });
});

test('what GuardDuty has no member for is left out', () => {
  const document = guardduty.render(SSH_BRUTE_FORCE, undefined);
  expect(document).not.toHaveProperty('resource.id');
  expect(document).not.toHaveProperty('service.evidence.origins');
  expect(document).not.toHaveProperty('service.evidence.tallies');
  expect(document).toHaveProperty('resource.instanceDetails.instanceId', 'i-0abcd1234ef567890');
});

function shown(subtype: string) {
  return {
    profileType: 'FREQUENCY',
    profileSubtype: subtype,
    observations: { text: [subtype] },
  };
}

test('what was seen before, however seldom, is told as profiled, and only what never was as unusual', () => {
  const rows = FREQUENCIES.map((frequency) => ({ of: 'Account', things: 'APIs', frequency, values: [frequency] }));
  const judged = { bits: 9, threshold: 7, day: '2026-03-02', rates: 4, activeDays: 3, parts: [], ordinary: '' };
  const additionalInfo = { anomaly: { ...judged, frequencies: rows } };
  const { service } = SSH_BRUTE_FORCE;
  expect(guardduty.render({ ...SSH_BRUTE_FORCE, service: { ...service, additionalInfo } }, undefined)).toMatchObject({
    service: {
      detection: {
        anomaly: {
          profiles: { account: { APIs: ['FREQUENT', 'INFREQUENT', 'RARE'].map(shown) } },
          unusual: { behavior: { account: { APIs: shown('UNSEEN') } } },
        },
      },
    },
  });
});
