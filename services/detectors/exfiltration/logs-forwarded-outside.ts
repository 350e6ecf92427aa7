import { accountIn } from '#services/model/arn.ts';
import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { defineOutsiders, PARTNER, STRANGER } from '../kits/outsiders.ts';
import { listedObjects, textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, REFUSED } from '../kits/signals.ts';

export default defineOutsiders({
  type: 'Exfiltration:Logs/ForwardedOutside',
  title: 'Logs or events are forwarded to an unknown account',
  why: 'Logs contain names, tokens and data, and once forwarded they keep flowing.',
  asks: 'Does a log subscription or an event rule now deliver to an account outside the organization?',
  attack: ['T1537', 'T1020'],
  gifts: [
    {
      means: 'logs were forwarded',
      severity: 'Medium',
      service: 'logs',
      calls: ['PutSubscriptionFilter'],
      to: ({ destinationArn }) => accountOfText(destinationArn),
      did: (parameters) => `forwarded log group ${sourceOf(parameters) ?? '(not named)'} to`,
    },
    {
      means: 'all logs of an account were forwarded',
      severity: 'Medium',
      service: 'logs',
      calls: ['PutAccountPolicy'],
      // A subscription for all log groups, as JSON text ("PutAccountPolicy").
      to: ({ policyDocument }) =>
        accountOfText(/"DestinationArn"\s*:\s*"([^"]+)"/.exec(textOf(policyDocument) ?? '')?.[1]),
      did: () => 'forwarded all log groups to',
    },
    {
      means: 'logs were forwarded',
      severity: 'Medium',
      service: 'logs',
      calls: ['CreateDelivery'],
      to: ({ deliveryDestinationArn }) => accountOfText(deliveryDestinationArn),
      did: (parameters) => `forwarded the logs of ${sourceOf(parameters) ?? '(not named)'} to`,
    },
    {
      means: 'events were forwarded',
      severity: 'Medium',
      service: 'events',
      calls: ['PutTargets'],
      to: ({ targets }) => listedObjects(targets).flatMap(({ arn, Arn }) => accountOfText(arn ?? Arn)),
      did: (parameters) => `forwarded events of rule ${sourceOf(parameters) ?? '(not named)'} to`,
    },
  ],
  about: (record) => aboutChanged(sourceOf(record.requestParameters ?? {}) ?? '(not named)', record),

  asff: 'Effects/Data Exfiltration/Exfiltration:Logs-ForwardedOutside',
  blindTo: [
    'HTTP destinations on the Internet that events or streams are sent to.',
    'Exports to buckets: no record shows who owns them.',
  ],
  falsePositives: ['Services that collect logs.'],
  respond: [
    'Ask the owner of logging whose account it is.',
    'If nobody knows it, remove the subscription or the target, and review what was logged since.',
  ],
  references: [
    {
      title: 'Cross-account cross-Region log data sharing',
      url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CrossAccountSubscriptions.html',
    },
  ],
  examples: {
    fires: {
      'a subscription': () => subscribe(STRANGER),
      'one of two targets of a rule, through CloudFormation': () =>
        called(
          'events',
          'PutTargets',
          { rule: 'all', targets: [target('111122223333'), target(STRANGER)] },
          BY_CLOUDFORMATION,
        ),
      'all log groups': () => policy('SUBSCRIPTION_FILTER_POLICY', { DestinationArn: DESTINATION, FilterPattern: '' }),
      'a delivery of logs of a service': () =>
        called('logs', 'CreateDelivery', {
          deliverySourceName: 'site',
          deliveryDestinationArn: `arn:aws:logs:us-east-1:${STRANGER}:delivery-destination:all`,
        }),
    },
    quiet: {
      'another policy for all log groups': () => policy('DATA_PROTECTION_POLICY', { Name: 'mask', Statement: [] }),
      'to the logging account': () => subscribe('444455556666'),
      'to a function of the account': () => subscribe('111122223333'),
      'to a partner': () => ({ ...subscribe(STRANGER), ...PARTNER }),
      'it was refused': () => subscribe(STRANGER, REFUSED),
      'an address on the Internet, which names no account': () =>
        called('events', 'PutTargets', { rule: 'all', targets: [{ arn: 'https://hooks.example/x', id: '1' }] }),
    },
  },
});

function accountOfText(arn: unknown): readonly string[] {
  const account = accountIn(textOf(arn) ?? '');
  return account === undefined ? [] : [account];
}

function sourceOf({ logGroupName, rule, policyName, deliverySourceName }: Parameters): string | undefined {
  return textOf(logGroupName) ?? textOf(rule) ?? textOf(policyName) ?? textOf(deliverySourceName);
}

function subscribe(account: string, overrides = {}) {
  const destinationArn = `arn:aws:logs:us-east-1:${account}:destination:all`;
  return called(
    'logs',
    'PutSubscriptionFilter',
    { logGroupName: '/orders', filterName: 'all', destinationArn },
    overrides,
  );
}

function target(account: string) {
  return { arn: `arn:aws:events:us-east-1:${account}:event-bus/default`, id: account };
}

const DESTINATION = `arn:aws:logs:us-east-1:${STRANGER}:destination:all`;

function policy(policyType: string, document: object) {
  const policyDocument = JSON.stringify(document);
  return called('logs', 'PutAccountPolicy', { policyName: 'all', policyType, policyDocument, scope: 'ALL' });
}
