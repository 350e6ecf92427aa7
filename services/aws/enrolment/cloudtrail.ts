import assert from 'node:assert/strict';
import type { Refusal } from '#services/model/probe.ts';
import { shortcomingOf } from '#services/model/shortcoming.ts';
import { asking, AwsError } from '../aws-error.ts';
import { inWords, type EnrolmentCalls } from '../enrolment.ts';
import { stateOf, trailsOf } from '../logging/cloudtrail.ts';
import { sharedClient } from '../shared-client.ts';

const NAME = 'vedette';

const cloudtrail: EnrolmentCalls = {
  feature: 'cloudtrail',
  scope: 'account',
  permissions: [
    { action: 'cloudtrail:CreateTrail', principals: ['enrolment'], why: 'deliver what happens in the account' },
    { action: 'cloudtrail:StartLogging', principals: ['enrolment'], why: 'start a trail that is stopped' },
  ],

  /** One trail of all Regions that delivers all management events is enough, also one of the organization. */
  async look(config, { accountId, clientIn }) {
    const candidates = (await trailsOf(config)).filter(({ multiRegion }) => multiRegion === true);
    const wrong: Refusal[] = [];
    for (const trail of candidates) {
      const state = await stateOf(await clientIn(trail.homeRegion), trail.id);
      if (state.logging === false) continue;
      const shortcoming = shortcomingOf({ ...trail, ...state });
      if (shortcoming === undefined) return { on: 1, off: [] };
      wrong.push(shortcoming);
    }
    // AWS charges for every event of a second trail. So the owner of the first trail has to fix it.
    if (wrong.length > 0) return { on: 0, off: [], impaired: inWords(wrong) };
    const own = candidates.find(({ id }) => id.split(':')[4] === accountId);
    return { on: 0, off: [own?.id ?? accountId] };
  },

  async switchOn(config, { resources: [trail = ''] }, { bucket, clientIn }) {
    const { CloudTrailClient, CreateTrailCommand, StartLoggingCommand } = await import('@aws-sdk/client-cloudtrail');
    const start = async (name: string, region: string | undefined) => {
      const client = sharedClient(CloudTrailClient, region === undefined ? config : await clientIn(region));
      await asking(`start ${name}`, () => client.send(new StartLoggingCommand({ Name: name })));
    };
    if (trail.startsWith('arn:')) return start(trail, trail.split(':')[3]);
    assert(bucket !== undefined, 'A trail is created for a bucket alone.');
    try {
      await asking(`create a trail that delivers to ${bucket}`, () =>
        sharedClient(CloudTrailClient, config).send(
          new CreateTrailCommand({
            Name: NAME,
            S3BucketName: bucket,
            IsMultiRegionTrail: true,
            IncludeGlobalServiceEvents: true,
            EnableLogFileValidation: true,
          }),
        ),
      );
    } catch (error) {
      // An earlier run created it, and ended before starting it.
      if (!(error instanceof AwsError && error.awsName === 'TrailAlreadyExistsException')) throw error;
    }
    return start(NAME, undefined);
  },
};
export default cloudtrail;
