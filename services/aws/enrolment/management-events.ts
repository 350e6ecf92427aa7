import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { asking, AwsError } from '../aws-error.ts';
import type { EnrolmentCalls } from '../enrolment.ts';
import { sharedClient } from '../shared-client.ts';

/** The name of the rule, and of its target. */
const NAME = 'vedette-management-events';
/** A second role that `infra/enrolment-role.yaml` creates, with which EventBridge sends events to another account. */
const SENDER = 'VedetteEventSender';

/** "Events delivered via CloudTrail" in the Amazon EventBridge User Guide. */
const PATTERN = {
  'detail-type': [
    'AWS API Call via CloudTrail',
    'AWS Console Sign In via CloudTrail',
    'AWS Console Action via CloudTrail',
    'AWS Service Event via CloudTrail',
  ],
};

function choosesEvents(pattern = '{}'): boolean {
  return isDeepStrictEqual(JSON.parse(pattern), PATTERN);
}

const managementEvents: EnrolmentCalls = {
  feature: 'management-events',
  scope: 'region',
  permissions: [
    { action: 'events:ListRules', principals: ['member'], why: 'know whether management events are sent on at once' },
    {
      action: 'events:ListTargetsByRule',
      principals: ['member'],
      why: 'know whether management events are sent where they should be',
    },
    {
      action: 'events:PutRule',
      principals: ['enrolment'],
      why: 'choose the management events that are sent on at once',
      resource: 'arn:${Partition}:events:*:*:rule/vedette-management-events',
    },
    {
      action: 'events:PutTargets',
      principals: ['enrolment'],
      why: 'say where management events are sent to',
      resource: 'arn:${Partition}:events:*:*:rule/vedette-management-events',
    },
    {
      action: 'iam:PassRole',
      principals: ['enrolment'],
      why: 'let EventBridge send management events with the role that was created for this',
      resource: 'arn:${Partition}:iam::*:role/VedetteEventSender',
      condition: { StringEquals: { 'iam:PassedToService': 'events.amazonaws.com' } },
    },
  ],

  /** A rule that chooses other events, or sends them elsewhere than is wanted now, counts as off. */
  async look(config, { accountId, eventBus }) {
    const { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } =
      await import('@aws-sdk/client-eventbridge');
    const client = sharedClient(EventBridgeClient, config);
    const off = { on: 0, off: [accountId] };
    const { Rules = [] } = await asking(`list the rules of EventBridge in ${config.region}`, () =>
      client.send(new ListRulesCommand({ NamePrefix: NAME })),
    );
    const rule = Rules.find(({ Name }) => Name === NAME);
    if (rule?.State?.startsWith('ENABLED') !== true || !choosesEvents(rule.EventPattern)) return off;
    const { Targets = [] } = await asking(`list where EventBridge sends events in ${config.region}`, () =>
      client.send(new ListTargetsByRuleCommand({ Rule: NAME })),
    );
    const aims = Targets.some(({ Arn }) => eventBus === undefined || Arn === eventBus);
    return aims ? { on: 1, off: [] } : off;
  },

  async switchOn(config, { accountId }, { eventBus, partition }) {
    assert(eventBus !== undefined, 'Events are sent to a bus alone.');
    const { EventBridgeClient, PutRuleCommand, PutTargetsCommand } = await import('@aws-sdk/client-eventbridge');
    const client = sharedClient(EventBridgeClient, config);
    const RoleArn = `arn:${partition}:iam::${accountId}:role/${SENDER}`;
    const put = (State: 'ENABLED' | 'DISABLED') =>
      asking(`put a rule of EventBridge in ${config.region}`, () =>
        client.send(new PutRuleCommand({ Name: NAME, EventPattern: JSON.stringify(PATTERN), State })),
      );
    const aim = () =>
      asking(`send events to ${eventBus}`, () =>
        client.send(new PutTargetsCommand({ Rule: NAME, Targets: [{ Id: NAME, Arn: eventBus, RoleArn }] })),
      );
    // A new rule stays disabled until it has its target, so that a run that ends in between leaves a rule that counts
    // as off. A rule that is on is never switched off: another run may have just finished it.
    const { FailedEntries: [failed] = [] } = await aim().catch(async (error: unknown) => {
      if (!(error instanceof AwsError && error.awsName === 'ResourceNotFoundException')) throw error;
      await put('DISABLED');
      return aim();
    });
    if (failed !== undefined) {
      const { ErrorCode: code = 'Error', ErrorMessage: message = '' } = failed;
      throw new AwsError('refused', `Could not send events to ${eventBus}: ${code}: ${message}`, code, failed);
    }
    await put('ENABLED');
  },
};
export default managementEvents;
