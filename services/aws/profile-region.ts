import { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS } from '@smithy/core/config';

/**
 * The Region of the AWS profile in use, found as the SDK finds it: AWS_PROFILE or the default one, in ~/.aws/config or
 * where AWS_CONFIG_FILE says. The Region of a single sign-on (`sso_region`) is another thing.
 *
 * @returns undefined where no profile names one
 */
export function profileRegion(): Promise<string | undefined> {
  return loadConfig<string | undefined>(
    { environmentVariableSelector: () => undefined, configFileSelector: ({ region }) => region, default: undefined },
    NODE_REGION_CONFIG_FILE_OPTIONS,
  )();
}
