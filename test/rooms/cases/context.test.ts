import { expect, test } from 'vitest';
import { contextOf } from '#services/cases/context.ts';
import type { FindingBody } from '#services/model/finding.ts';
import type { Resource } from '#services/model/subject.ts';
import { BUCKET_MADE_PUBLIC, COMMAND_AND_CONTROL_NAME, SSH_BRUTE_FORCE } from '../../formats/findings.ts';

const { accountId, service } = SSH_BRUTE_FORCE;

function about(resource: Partial<Resource>): FindingBody {
  return { ...COMMAND_AND_CONTROL_NAME, resource: { ...COMMAND_AND_CONTROL_NAME.resource, ...resource } };
}

/** The finding with other ends besides its own, 203.0.113.9. */
function seeing(size: number, ...values: readonly string[]): FindingBody {
  return { ...SSH_BRUTE_FORCE, service: { ...service, evidence: { ...service.evidence, remotes: { size, values } } } };
}

function filters(finding: FindingBody) {
  return contextOf(finding).map(({ filter }) => filter);
}

test('a bucket that a role opened has all three in common with others, in all accounts', () => {
  expect(filters(BUCKET_MADE_PUBLIC)).toEqual([
    { resourceIds: ['customer-exports'] },
    { principals: ['AROAEXAMPLEROLE00001'] },
    { remoteAddresses: ['2001:db8::9'] },
  ]);
});

test.each<readonly [string, Partial<Resource>, readonly object[]]>([
  ['an id that AWS gives once', { id: 'i-0abcd1234ef567890' }, [{ resourceIds: ['i-0abcd1234ef567890'] }]],
  ['an ARN', { id: 'arn:aws:iam::111122223333:role/a' }, [{ resourceIds: ['arn:aws:iam::111122223333:role/a'] }]],
  ['a name', { id: 'WebServer' }, [{ resourceIds: ['WebServer'], accountIds: [accountId] }]],
  [
    'a name that begins like an id',
    { id: 'i-0abcd1234ef56789!' },
    [{ resourceIds: ['i-0abcd1234ef56789!'], accountIds: [accountId] }],
  ],
  ['a cluster without a name', { id: 'unknown cluster/alice' }, []],
  ['a caller without a name', { id: 'unknown caller', accessKeyDetails: { principalId: '' } }, []],
])('of %s', (_, resource, expected) => expect(filters(about(resource))).toEqual(expected));

test('what is not public, or not named, leads to nobody', () => {
  expect(filters(seeing(3, '203.0.113.9', '10.0.0.7', '')).slice(1)).toEqual([{ remoteAddresses: ['203.0.113.9'] }]);
  const [, context] = contextOf(seeing(1200, '10.0.0.7'));
  expect(context?.remarks).toEqual([expect.stringContaining('1,200'), expect.stringContaining('not public')]);
});

test('an address of Amazon’s is said to be one', () => {
  const organization = { asn: '16509', asnOrg: 'AMAZON-02' };
  const { action } = service;
  if (action.actionType !== 'NETWORK_CONNECTION') throw new Error('It is a connection.');
  const { networkConnectionAction: seen } = action;
  const remoteIpDetails = { ...seen.remoteIpDetails, organization };
  const networkConnectionAction = { ...seen, remoteIpDetails };
  const finding = { ...SSH_BRUTE_FORCE, service: { ...service, action: { ...action, networkConnectionAction } } };
  expect(contextOf(finding).at(-1)?.remarks).toEqual([expect.stringContaining('Amazon')]);
  expect(contextOf(SSH_BRUTE_FORCE).at(-1)?.remarks).toEqual([]);
});
