import type { Parameters } from '#services/sources/cloudtrail/record.ts';
import { listed, listedObjects, member } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'CredentialAccess:ECS/TaskCredentialsRead',
  own: true,
  title: 'A task was defined or run to read its own credentials',
  why: 'The SDKs read the credentials of a task by themselves. A command that reads them hands them to somebody else.',
  asks: 'Was a task defined or run whose command reads the credentials of the task or of its instance?',
  attack: ['T1552.005', 'T1525', 'T1610'],
  signals: [
    {
      means: 'a command of a task reads credentials',
      severity: 'Medium',
      service: 'ecs',
      calls: ['RegisterTaskDefinition', 'RunTask', 'StartTask'],
      did: (parameters, { eventName }) =>
        commandsOf(parameters).some((command) => READS_CREDENTIALS.test(command))
          ? `${eventName === 'RegisterTaskDefinition' ? 'defined' : 'ran'} a task that reads its credentials`
          : undefined,
      deployed: true,
    },
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Credential Access/CredentialAccess:ECS-TaskCredentialsRead',
  blindTo: ['Scripts inside the image, commands that are encoded, and what is typed into a shell of a running task.'],
  falsePositives: ['Old programs without an SDK, to which a script hands the credentials of the task.'],
  respond: [
    'Read the task definition, and ask the caller about the command.',
    'If nobody knows it, stop the task, remove the revision, and revoke the sessions of the role of the task.',
    'Review what the role did since, and from where.',
  ],
  references: [
    {
      title: 'Amazon ECS task IAM role',
      url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html',
    },
  ],
  examples: {
    fires: {
      'a revision of a task definition': () => defined(`curl -s 169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`),
      'a check of its health, by a dated path': () =>
        called('ecs', 'RegisterTaskDefinition', {
          containerDefinitions: [
            { name: 'orders', healthCheck: { command: ['CMD-SHELL', INSTANCE.replace('latest', '2021-07-15')] } },
          ],
        }),
      'a task that is started on an instance': () =>
        called('ecs', 'StartTask', {
          overrides: { containerOverrides: [{ name: 'orders', command: ['sh', '-c', INSTANCE] }] },
        }),
      'a task that is run with another command': () =>
        called('ecs', 'RunTask', {
          taskDefinition: 'orders:7',
          overrides: { containerOverrides: [{ name: 'orders', command: ['sh', '-c', INSTANCE] }] },
        }),
    },
    quiet: {
      'a task that asks for its own address': () => defined('curl -s http://169.254.170.2/v4/0example/task'),
      'a task that asks for its zone': () =>
        defined('curl -s http://169.254.169.254/latest/meta-data/placement/availability-zone'),
      'it was refused': () => defined(INSTANCE, REFUSED),
      'CloudFormation updates a stack': () => defined(INSTANCE, BY_CLOUDFORMATION),
    },
  },
});

/**
 * ("Task IAM role", "Retrieve security credentials from instance metadata", "Instance identity roles"). Metadata have
 * the same paths below a date as below `latest`.
 */
const READS_CREDENTIALS =
  /AWS_CONTAINER_CREDENTIALS_(?:RELATIVE|FULL)_URI|169\.254\.170\.2\/v2\/credentials|\/meta-data\/(?:iam|identity-credentials\/ec2)\/security-credentials/;

const INSTANCE = 'curl -s http://169.254.169.254/latest/meta-data/iam/security-credentials/';

/** The commands of all containers, with the checks of their health, each as one text. */
function commandsOf({ containerDefinitions, overrides }: Parameters): readonly string[] {
  return [...listedObjects(containerDefinitions), ...listedObjects(member(overrides, 'containerOverrides'))].map(
    ({ entryPoint, command, healthCheck }) =>
      [...listed(entryPoint), ...listed(command), ...listed(member(healthCheck, 'command'))].join(' '),
  );
}

function defined(command: string, overrides = {}) {
  const containerDefinitions = [{ name: 'orders', image: 'orders:7', entryPoint: ['sh', '-c'], command: [command] }];
  return called('ecs', 'RegisterTaskDefinition', { family: 'orders', containerDefinitions }, overrides);
}
