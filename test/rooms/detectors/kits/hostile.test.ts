import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anonymousGrants } from '#services/detectors/kits/acl.ts';
import { dataInAnswers } from '#services/detectors/kits/answer-data.ts';
import { carriedBy } from '#services/detectors/kits/carried.ts';
import { splitName } from '#services/detectors/kits/domain-name.ts';
import { encodedPart } from '#services/detectors/kits/encoded.ts';
import { weaknesses } from '#services/detectors/kits/password-policy.ts';
import { anonymousActions } from '#services/detectors/kits/policy.ts';
import { lostLogging } from '#services/detectors/kits/trail.ts';
import { runsOn } from '#services/detectors/kits/user-agent.ts';
import { isPublicAddress } from '#services/model/address.ts';

/** Parameters, names and user agents are whatever somebody wrote: they may be wrong, but they may not stop anything. */

const WORDS =
  'Statement Effect Allow Principal AWS * Action s3:* Condition aws:SourceIp __proto__ toString eventSelectors ' +
  'advancedEventSelectors fieldSelectors field equals minimumPasswordLength maxPasswordAge isMultiRegionTrail ' +
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
    }),
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
