import process from 'node:process';
import { readConfig, type Config } from '../config.ts';

/**
 * The settings that the environment says. The Region is looked for where the AWS CLI looks for it, too.
 *
 * @param given what flags say instead
 * @throws AppError `config-invalid`
 */
export async function settings(given: Readonly<Record<string, string>> = {}): Promise<Config> {
  const region = process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'] || (await regionOfProfile());
  return readConfig({ ...process.env, AWS_REGION: region, ...given });
}

async function regionOfProfile(): Promise<string | undefined> {
  const { profileRegion } = await import('#services/aws/profile-region.ts');
  return profileRegion(process.env['AWS_PROFILE'] || 'default');
}
