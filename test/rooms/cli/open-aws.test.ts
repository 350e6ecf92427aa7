import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { openAwsOf } from '#services/cli/open-aws.ts';
import { readConfig } from '#services/config.ts';
import { useFolder } from './run.ts';

const folder = useFolder();
afterEach(() => void vi.unstubAllEnvs());

/** A profile with keys, one with single sign-on, and one that names no Region. */
const PROFILES = `
[default]
region = eu-west-1
[profile beijing]
region = cn-north-1
[profile work]
sso_session = corporate
sso_account_id = 111122223333
sso_role_name = Reader
region = ap-southeast-2
[sso-session corporate]
sso_region = us-west-2
sso_start_url = https://corporate.example/start
[profile nowhere]
output = json
`;

async function regionWith(environment: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const file = join(folder.path, 'config');
  writeFileSync(file, PROFILES);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder.path, 'no-credentials'));
  vi.stubEnv('AWS_CONFIG_FILE', file);
  // Whatever the machine has.
  for (const name of ['AWS_PROFILE', 'AWS_REGION', 'AWS_DEFAULT_REGION']) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const { settings } = await openAwsOf(readConfig(process.env));
  return [settings.region, settings.partition];
}

test.each([
  ['the default profile', {}, ['eu-west-1', 'aws']],
  ['a profile that is named', { AWS_PROFILE: 'beijing' }, ['cn-north-1', 'aws-cn']],
  ['a profile of single sign-on', { AWS_PROFILE: 'work' }, ['ap-southeast-2', 'aws']],
  ['no Region in the profile', { AWS_PROFILE: 'nowhere' }, ['us-east-1', 'aws']],
  ['no such profile', { AWS_PROFILE: 'missing' }, ['us-east-1', 'aws']],
  ['no file', { AWS_CONFIG_FILE: '/nowhere/config' }, ['us-east-1', 'aws']],
  ['a variable before the profile', { AWS_DEFAULT_REGION: 'eu-north-1', AWS_PROFILE: 'work' }, ['eu-north-1', 'aws']],
])('the Region is that of %s', async (_, environment, expected) => {
  expect(await regionWith(environment)).toEqual(expected);
});
