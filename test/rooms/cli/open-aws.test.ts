import { expect, test } from 'vitest';
import { openAwsOf } from '#services/cli/open-aws.ts';
import { readConfig } from '#services/config.ts';

test('the way to AWS is as the settings say, and as patient as the caller wants', async () => {
  const config = { ...readConfig({}), awsRegion: 'cn-north-1', memberRole: 'Reader', externalId: 'ours' };
  const aws = await openAwsOf({ ...config, awsEndpoint: 'http://127.0.0.1:1' }, { attemptsMax: 2 });
  expect(aws.settings).toMatchObject({
    region: 'cn-north-1',
    partition: 'aws-cn',
    memberRole: { name: 'Reader', externalId: 'ours', sessionName: 'vedette' },
    endpoint: 'http://127.0.0.1:1',
    attemptsMax: 2,
  });
  const usual = await openAwsOf({ ...config, memberRole: undefined, awsEndpoint: undefined });
  expect(usual.settings.memberRole.name).toBe('VedetteMember');
  expect(Object.keys(usual.settings)).not.toContain('endpoint');
  expect(Object.keys(usual.settings)).not.toContain('attemptsMax');
  await aws.close();
  await usual.close();
});
