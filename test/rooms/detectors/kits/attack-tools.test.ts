import { expect, test } from 'vitest';
import { attackToolOf } from '#services/detectors/kits/attack-tools.ts';

test.each([
  ['TruffleHog', 'TruffleHog, which tests keys that it finds'],
  ['Boto3/1.34 noseyparker Nosey Parker/0.1', 'Nosey Parker, which tests keys that it finds'],
  ['Pacu/1.5', 'Pacu, which attacks accounts'],
  ['aws-cli/2 (cloudfox)', 'CloudFox, which looks for attack paths'],
  ['weirdAAL', 'weirdAAL, which attacks accounts'],
  ['enumerate-iam/1', 'enumerate-iam, which tests what a key may do'],
  ['aws_enum', 'aws_enum, which tests what a key may do'],
  ['aws-enumerator', 'aws-enumerator, which tests what a key may do'],
  ['Scout Suite/5', 'Scout Suite, which maps an account'],
  ['ScoutSuite', 'ScoutSuite, which maps an account'],
  ['Cloudsplaining/0.6', 'Cloudsplaining, which looks for permissions that are too broad'],
  ['PMapper', 'PMapper, which looks for ways to escalate privileges'],
  ['Principal Mapper/1', 'Principal Mapper, which looks for ways to escalate privileges'],
  ['Nord-Stream', 'Nord-Stream, which steals secrets from pipelines'],
  ['gato', 'gato, which attacks pipelines'],
  ['[gato-x]', 'gato-x, which attacks pipelines'],
  ['app/pacu', undefined],
  ['pacu-api/1.0', undefined],
  ['alligato', undefined],
  [undefined, undefined],
])('%s is %s', (userAgent, tool) => {
  expect(attackToolOf(userAgent)).toBe(tool);
});
