import { defineDetector } from '#services/model/detector.ts';
import { hours } from '#services/model/time.ts';
import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { callerOf } from '../kits/access-key.ts';
import { succeeded } from '../kits/api-call.ts';
import { isByHand, isByKey, isRoleAtLarge, SAYS_IT_RUNS_IN_AWS } from '../kits/caller.ts';
import { textOf } from '../kits/parameters.ts';
import { lambdaCalls } from '../kits/lambda.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { call, BY_CLOUDFORMATION, REFUSED } from '../kits/signals.ts';
import { saysDeploys } from '../kits/user-agent.ts';
import { capitalized, enumerated } from '../kits/wording.ts';

export default defineDetector({
  type: 'Persistence:Lambda/SessionChain.ReactsToCalls',
  own: true,
  title: 'A function was made that runs whenever somebody makes certain calls',
  why: 'A function that runs when a user, a role or a security group is created can add a key, a trust or a rule to each of them, long after the intruder is gone.',
  asks: 'Did one caller, with a key or a role and within an hour, create a function, and a rule for calls of IAM or for security groups that are created?',
  severity: 'Medium',
  attack: ['T1546', 'T1098'],

  from: cloudtrail('PutRule', ...lambdaCalls('CreateFunction')),
  where: {
    eventSource: (source) => source === 'events.amazonaws.com' || source === 'lambda.amazonaws.com',
    errorCode: succeeded,
    userAgent: (userAgent) => !saysDeploys(userAgent),
  },
  and: (record, look) =>
    (isRoleAtLarge(record) ? isByHand(record, look) : isByKey(record, look)) &&
    (functionIn(record) ?? ruleIn(record)) !== undefined,
  about: aboutPrincipal,
  acrossRegions: true,
  within: hours(2),
  overlapping: true,
  tally: (t) => ({ functions: t.sample(functionIn), rules: t.sample(ruleIn) }),
  having: ({ tallies: { functions, rules } }) => functions.length > 0 && rules.length > 0,

  explain: ({ subject, tallies }) =>
    `${capitalized(callerOf(subject.resource))} created function ${enumerated(tallies.functions)} and rule ${enumerated(tallies.rules)}, which is for calls that create identities or security groups.`,
  asff: 'TTPs/Persistence/Persistence:Lambda-SessionChain.ReactsToCalls',
  blindTo: [
    'Functions and rules that an infrastructure-as-code tool or a signed-in person creates.',
    'What the function does, and whether the rule leads to it.',
    'Rules for other calls.',
    SAYS_IT_RUNS_IN_AWS,
  ],
  falsePositives: ['A script that sets up alerts on changes of identities with a key, and a function for them.'],
  respond: [
    'Read the code of the function, and look at the targets of the rule.',
    'If nobody knows them, delete both, and review users, roles and security groups that were created since.',
  ],
  references: [
    {
      title: 'AWS service events delivered via CloudTrail',
      url: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html',
    },
  ],
  examples: {
    fires: {
      'calls of IAM, with a key': () => ({ records: [made(), rule(IAM)] }),
      'security groups, by a role': () => ({
        records: [made({ userIdentity: roleSession() }), rule(GROUPS, { userIdentity: roleSession() })],
      }),
    },
    quiet: {
      'a schedule': () => ({ records: [made(), rule(undefined)] }),
      'states of instances': () => ({ records: [made(), rule({ source: ['aws.ec2'] })] }),
      'a rule without a function': () => ({ records: [rule(IAM)] }),
      'a function without a rule': () => ({ records: [made()] }),
      'a signed-in person': () => ({
        records: [made({ userIdentity: identityCenterUser() }), rule(IAM, { userIdentity: identityCenterUser() })],
      }),
      'by Terraform': () => ({
        records: [made(), rule(IAM)].map((record) => ({ ...record, userAgent: 'HashiCorp Terraform/1.9.0' })),
      }),
      'a stack is created': () => ({ records: [made(BY_CLOUDFORMATION), rule(IAM, BY_CLOUDFORMATION)] }),
      'it was refused': () => ({ records: [made(REFUSED), rule(IAM)] }),
    },
  },
});

function functionIn({ eventName, requestParameters }: CloudTrailRecord): string | undefined {
  return eventName.startsWith('CreateFunction') ? textOf(requestParameters?.['functionName']) : undefined;
}

/** The name of a rule whose pattern matches calls that create identities or security groups. */
function ruleIn({ eventName, requestParameters }: CloudTrailRecord): string | undefined {
  if (eventName !== 'PutRule') return undefined;
  const pattern = textOf(requestParameters?.['eventPattern']) ?? '';
  return /"(aws\.iam|iam\.amazonaws\.com|Create(User|Role|SecurityGroup))"/.test(pattern)
    ? textOf(requestParameters?.['name'])
    : undefined;
}

const IAM = { source: ['aws.iam'], detail: { eventName: ['CreateUser'] } };
const GROUPS = { source: ['aws.ec2'], detail: { eventName: ['CreateSecurityGroup'] } };

function made(overrides = {}) {
  return call('lambda', 'CreateFunction20150331', { functionName: 'sync' }, overrides);
}

function rule(pattern: object | undefined, overrides = {}) {
  const how = pattern === undefined ? { scheduleExpression: 'rate(1 day)' } : { eventPattern: JSON.stringify(pattern) };
  return call('events', 'PutRule', { name: 'sync', ...how }, overrides);
}
