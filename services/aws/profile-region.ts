import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** The Region of a profile in the AWS CLI's own files; undefined where there are no files, or the profile has none. */
export async function profileRegion(profile: string): Promise<string | undefined> {
  // Loading the reader takes longer than checking that there are no files.
  if (![fileOf('AWS_CONFIG_FILE', 'config'), fileOf('AWS_SHARED_CREDENTIALS_FILE', 'credentials')].some(existsSync))
    return undefined;
  const { loadSharedConfigFiles } = await import('@smithy/shared-ini-file-loader');
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  return credentialsFile[profile]?.['region'] ?? configFile[profile]?.['region'];
}

function fileOf(variable: string, name: string): string {
  return process.env[variable] || join(homedir(), '.aws', name);
}
