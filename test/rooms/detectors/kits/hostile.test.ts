import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anonymousGrants } from '#services/detectors/kits/acl.ts';
import { isAdministrator } from '#services/detectors/kits/admin-document.ts';
import { dataInAnswers } from '#services/detectors/kits/answer-data.ts';
import { accountsLetIn } from '#services/detectors/kits/bucket-sharing.ts';
import { carriedBy } from '#services/detectors/kits/carried.ts';
import { splitName } from '#services/detectors/kits/domain-name.ts';
import { encodedPart } from '#services/detectors/kits/encoded.ts';
import { openedToInternet } from '#services/detectors/kits/ingress.ts';
import { wholeBucketExpiresAfter } from '#services/detectors/kits/lifecycle.ts';
import { weaknesses } from '#services/detectors/kits/password-policy.ts';
import { anonymousActions } from '#services/detectors/kits/policy.ts';
import { addedTo } from '#services/detectors/kits/shared-with.ts';
import { mayBeMadeUp } from '#services/detectors/kits/made-up/evidence.ts';
import { lostLogging } from '#services/detectors/kits/trail.ts';
import { runsOn } from '#services/detectors/kits/user-agent.ts';
import { isPublicAddress } from '#services/model/address.ts';

/** Callers choose parameters, names and user agents: these may be wrong, but must not stop anything. */

const WORDS =
  'Statement Effect Allow Principal AWS * Action s3:* Condition aws:SourceIp __proto__ toString eventSelectors ' +
  'advancedEventSelectors fieldSelectors field equals minimumPasswordLength maxPasswordAge isMultiRegionTrail ' +
  'ipPermissions items ipRanges cidrIp fromPort toPort ipProtocol launchPermission add userId group operationType ' +
  'LifecycleConfiguration Rule Status Enabled Filter Expiration Days Resource ' +
  'AccessControlPolicy AccessControlList Grant Grantee URI x-amz-acl accessControlList name trailName';
const words = fc.constantFrom(...WORDS.split(' '));
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, -0.5, ''),
    fc.oneof(words, fc.string()),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(words, fc.string()), tie('value'), { maxKeys: 4 }),
  ),
})).value;
const parameters = fc.dictionary(fc.oneof(words, fc.string()), json, { maxKeys: 5 });

test('no policy stops the evaluator, and none with nonsense opens a bucket', () => {
  fc.assert(
    fc.property(json, (policy) => {
      const target = { bucketName: 'invoices', partition: 'aws', time: 0 };
      expect(anonymousActions(policy, target)).toBeInstanceOf(Array);
      expect(accountsLetIn(policy, target)).toEqual([]);
      expect(isAdministrator(policy, 0)).toBe(false);
      const text = JSON.stringify(policy);
      expect(anonymousActions(text, target)).toEqual(anonymousActions(JSON.parse(text), target));
    }),
  );
});

test('no parameters stop what looks into them', () => {
  fc.assert(
    fc.property(parameters, (requestParameters) => {
      anonymousGrants(requestParameters);
      for (const eventName of ['UpdateTrail', 'PutEventSelectors']) lostLogging({ eventName, requestParameters });
      weaknesses({ eventName: 'UpdateAccountPasswordPolicy', requestParameters });
      for (const eventName of ['AuthorizeSecurityGroupIngress', 'ModifySecurityGroupRules'])
        expect(openedToInternet({ eventName, requestParameters }, [22])).toEqual([]);
      addedTo(requestParameters, 'launchPermission');
      wholeBucketExpiresAfter({ requestParameters, time: 0 });
    }),
    { examples: [[{ cidrIp: '', ipProtocol: { toString: null, valueOf: null } }]] },
  );
});

test('no text stops what looks at names, addresses and user agents', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.domain(), fc.ipV6(), fc.ipV4()), (text) => {
      isPublicAddress(text);
      const name = splitName(text.toLowerCase());
      if (name !== undefined) carriedBy(name);
      for (const Type of ['TXT', 'CNAME', 'NULL', text])
        dataInAnswers({ query_name: 'a.evil.example', answers: [{ Type, Rdata: text, Class: 'IN' }] });
      runsOn('kali')(text);
    }),
  );
});

test('a megabyte of text is looked at in no time', () => {
  const long = 'linux/-kali'.repeat(100);
  expect(runsOn('kali')(`${long}x`)).toBe(false);
  expect(encodedPart('0a'.repeat(500_000))).toHaveLength(1_000_000);
  expect(encodedPart('a-0'.repeat(300_000))).toBe('');
  const name = { zone: 'evil.example', isPublic: false };
  expect(carriedBy({ ...name, labels: Array.from({ length: 100_000 }, () => '0a9b8c7d6e'.repeat(6)) })?.kind).toBe(
    'long',
  );
  expect(answer('" '.repeat(300_000))).toBe(0);
  expect(answer('\t'.repeat(600_000))).toBe(0);
  expect(splitName(`${'a1.'.repeat(300_000)}evil.example`)?.zone).toBe('evil.example');
});

function answer(Rdata: string): number {
  return dataInAnswers({ query_name: 'a.evil.example', answers: [{ Type: 'TXT', Rdata, Class: 'IN' }] });
}

test('lists within lists without end stop nothing', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
  const requestParameters = {
    ipPermissions: deep,
    launchPermission: { add: deep },
    LifecycleConfiguration: { Rule: deep },
  };
  expect(openedToInternet({ eventName: 'AuthorizeSecurityGroupIngress', requestParameters }, [22])).toEqual([]);
  expect(addedTo(requestParameters, 'launchPermission').accounts).toEqual([]);
  expect(wholeBucketExpiresAfter({ requestParameters, time: 0 })).toBeUndefined();
});

test('a policy that names all the accounts it has room for is read in no time', () => {
  const accounts = Array.from({ length: 1200 }, (_, i) => String(999_900_000_000 + i));
  const statement = { Effect: 'Allow', Principal: { AWS: accounts }, Action: 's3:GetObject', Resource: '*' };
  const target = { bucketName: 'invoices', partition: 'aws', time: 0 };
  const start = performance.now();
  expect(accountsLetIn({ Statement: [statement] }, target)).toHaveLength(1200);
  expect(performance.now() - start).toBeLessThan(2000);
});

test('a name of any length and letters is judged in time', () => {
  const names = Array.from(
    { length: 2000 },
    (_, i) => `${String.fromCharCode(97 + (i % 26)).repeat(1 + (i % 63))}.com`,
  );
  const begin = performance.now();
  for (const name of names) mayBeMadeUp(name);
  mayBeMadeUp(`${'x'.repeat(100_000)}.com`);
  expect(performance.now() - begin).toBeLessThan(2000);
});
