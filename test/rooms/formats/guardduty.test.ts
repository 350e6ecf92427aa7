import { expect, test } from 'vitest';
import guardduty from '#services/formats/guardduty.ts';
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
