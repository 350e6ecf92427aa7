import { expect, test } from 'vitest';
import { openAwsOf } from '#services/cli/open-aws.ts';
import { readConfig } from '#services/config.ts';

test('the way to AWS is as the settings say, and as patient as the caller wants', async () => {
  const config = { ...readConfig({}), awsRegion: 'cn-north-1', memberRole: 'Reader', externalId: 'ours' };
  const sessionTags = ['team=security', 'note=a=b'];
  const aws = await openAwsOf({ ...config, sessionTags, awsEndpoint: 'http://127.0.0.1:1' }, { attemptsMax: 2 });
  expect(aws.settings).toMatchObject({
    region: 'cn-north-1',
    partition: 'aws-cn',
    memberRole: {
      name: 'Reader',
      externalId: 'ours',
      sessionName: 'vedette',
      sessionTags: { team: 'security', note: 'a=b' },
    },
    endpoint: 'http://127.0.0.1:1',
    attemptsMax: 2,
  });
  const usual = await openAwsOf({ ...config, memberRole: undefined, awsEndpoint: undefined });
  expect(usual.settings).toMatchObject({ endpoint: undefined, memberRole: { name: 'VedetteMember' } });
  await aws[Symbol.asyncDispose]();
  await usual[Symbol.asyncDispose]();
});
