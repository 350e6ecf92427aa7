import { awsPartition } from '#services/model/aws-partition.ts';
import { reasonOf } from '#services/model/sentence.ts';
import { minutes } from '#services/model/time.ts';
import type { Config } from '../../config.ts';
import { ageOf } from '../age.ts';
import { broken, fine, look, type Check, type Verdict } from './check.ts';

/**
 * AWS refuses requests that are signed with a clock that is 5 minutes off ("Troubleshoot signed requests" in the IAM
 * User Guide).
 */
const SKEW_MAX_MS = minutes(5);
const SKEW_LOOK_MS = minutes(1);

/** AWS answers in our Region, our clock agrees with its own, and our credentials are accepted. */
export const aws: Check = {
  name: 'AWS',
  async run({ config, aws: open, now }) {
    const { ADMINISTRATOR } = await import('#services/aws/aws.ts');
    const { callerIdentity } = await import('#services/aws/caller-identity.ts');
    const [clock, ...rest] = await clockVerdict(config, now);
    if (clock !== undefined && clock.state === 'broken') return [clock, ...rest];
    try {
      const { arn } = await callerIdentity(await (await open()).client(ADMINISTRATOR));
      return [fine(`We are ${arn}, in ${config.awsRegion}.`), ...(clock ? [clock] : [])];
    } catch (cause) {
      const files =
        'files can be scanned, but not an organization: configure credentials of the administrator account.';
      const unknown = `No identity at AWS (${reasonOf(cause)}): ${files}`;
      return [config.memberRole === undefined ? look(unknown) : broken(unknown)];
    }
  },
};

/** Compares our clock with AWS's, which is in the headers of any answer: no credentials are needed. */
async function clockVerdict(config: Config, now: () => number): Promise<readonly Verdict[]> {
  const endpoint = config.awsEndpoint ?? `https://sts.${config.awsRegion}.${domainOf(config.awsRegion)}`;
  const answer = await fetch(endpoint, { method: 'HEAD', signal: AbortSignal.timeout(10_000) }).catch(reasonOf);
  if (typeof answer === 'string') {
    const said = `${endpoint} cannot be reached (${answer}): is "${config.awsRegion}" a Region, and is it reachable from here?`;
    return [config.memberRole === undefined ? look(said) : broken(said)];
  }
  const theirs = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(theirs)) return [];
  const skew = Math.abs(now() - theirs);
  if (skew < SKEW_LOOK_MS) return [fine('The clock agrees with that of AWS.')];
  const said = `The clock is ${ageOf(skew)} off that of AWS: synchronize it (NTP).`;
  return [skew < SKEW_MAX_MS ? look(said) : broken(`${said} AWS rejects requests signed with it.`)];
}

function domainOf(region: string): string {
  return awsPartition(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}
