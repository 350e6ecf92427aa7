import { expect, test } from 'vitest';
import { homeRegionOf } from '#services/model/aws-partition.ts';

test.each([
  ['eu-west-1', undefined, 'us-east-1'],
  ['us-east-1', 'eu-central-1', 'eu-central-1'],
  ['cn-northwest-1', undefined, 'cn-north-1'],
  ['cn-northwest-1', 'eu-central-1', 'cn-north-1'],
  ['us-gov-east-1', 'us-gov-east-1', 'us-gov-east-1'],
  ['eu-west-1', 'us-gov-east-1', 'us-east-1'],
])('at home of %s, where %s was chosen, is %s', (region, chosen, home) => {
  expect(homeRegionOf(region, chosen)).toBe(home);
});
