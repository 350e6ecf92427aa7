import { expect, test } from 'vitest';
import { isOperated } from '#services/detectors/kits/operated-zones.ts';

test.each([
  ['lm37ugn4.dkim.amazonses.com', [], true],
  ['x.acm-validations.aws', [], true],
  ['amazonaws.com', [], true],
  ['notamazonaws.com', [], false],
  ['s3.cn-north-1.amazonaws.com.cn', [], true],
  ['s3.eusc-de-east-1.amazonaws.eu', [], true],
  ['x.auth.us-east-1.amazoncognito.com', [], true],
  ['main.d1.amplifyapp.com', [], true],
  ['x.us-east-1.awsapprunner.com', [], true],
  ['corp.awsapps.com', [], true],
  ['a1.awsglobalaccelerator.com', [], true],
  ['x.token.awswaf.com', [], true],
  ['d1.cloudfront.net', [], true],
  ['d1.cloudfront.cn', [], true],
  ['shop.us-east-1.elasticbeanstalk.com', [], true],
  ['a.amazonaws.com.evil.example', [], false],
  ['a.lookup.filter.example', ['filter.example'], true],
  ['a.lookup.filter.example', ['*.Filter.Example.'], true],
  ['a.lookup.filter.example', ['ilter.example'], false],
  ['a.lookup.filter.example', [''], false],
])('%s, with %j: %s', (name, zones, expected) => {
  expect(isOperated(name, zones)).toBe(expected);
});
