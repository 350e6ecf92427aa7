import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** The Region that a profile of the AWS CLI's own files says, where there are such files and it does. */
export async function profileRegion(profile: string): Promise<string | undefined> {
  // To load what reads them takes longer than to see that there are none.
  if (![fileOf('AWS_CONFIG_FILE', 'config'), fileOf('AWS_SHARED_CREDENTIALS_FILE', 'credentials')].some(existsSync))
    return undefined;
  const { loadSharedConfigFiles } = await import('@smithy/shared-ini-file-loader');
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  return credentialsFile[profile]?.['region'] ?? configFile[profile]?.['region'];
}

function fileOf(variable: string, name: string): string {
  return process.env[variable] || join(homedir(), '.aws', name);
}
