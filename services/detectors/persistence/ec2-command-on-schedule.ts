import { identityCenterUser, roleSession } from '#services/sources/cloudtrail/example.ts';
import { listedObjects, listedTexts, textOf } from '../kits/parameters.ts';
import { aboutPrincipal } from '../kits/principal.ts';
import { AT_WORK, BY_CLOUDFORMATION, called, defineSignals, REFUSED, type Signal } from '../kits/signals.ts';
import { saysDeploys } from '../kits/user-agent.ts';

/** Documents of AWS that run whatever they are given ("AWS Systems Manager Command document plugin reference"). */
const RUNS_ANYTHING =
  /(?:^|\/)AWS-(?:RunShellScript|RunPowerShellScript|RunRemoteScript|RunDocument|RunSaltState|ApplyAnsiblePlaybooks)$/;

export default defineSignals({
  type: 'Persistence:EC2/CommandOnSchedule',
  own: true,
  title: 'A recurring command was set up on instances',
  why: 'A command that Systems Manager runs on a schedule comes back after every clean-up, and runs on every new instance.',
  asks: 'Was a document that can run any command associated with instances or put into a maintenance window, or an own document associated with all instances, with a key or a role?',
  attack: ['T1651', 'T1053', 'T1546'],
  signals: [
    scheduled(
      ['CreateAssociation', 'UpdateAssociation', 'CreateAssociationBatch'],
      'associated instances with',
      ({ entries, ...one }) =>
        [one, ...listedObjects(entries)].flatMap(({ name, targets }) =>
          runsAnything(name) || (isOwn(name) && areAll(targets)) ? (textOf(name) ?? []) : [],
        )[0],
    ),
    scheduled(
      ['RegisterTaskWithMaintenanceWindow', 'UpdateMaintenanceWindowTask'],
      'put into a maintenance window',
      ({ taskArn }) => (runsAnything(taskArn) ? textOf(taskArn) : undefined),
    ),
  ],
  about: aboutPrincipal,
  acrossRegions: true,

  asff: 'TTPs/Persistence/Persistence:EC2-CommandOnSchedule',
  blindTo: [
    'What is run: CloudTrail leaves it out.',
    'Custom documents, unless they are associated with all instances.',
    'How severe it is, where a person is signed in or the user agent names an infrastructure-as-code tool: the severity is then Low.',
  ],
  falsePositives: ['Instances that are set up by associations, with a script and a key.'],
  respond: [
    'Ask the caller what the command does: the association shows it.',
    'If nobody knows, delete it, and look in the logs of Systems Manager for where it ran.',
  ],
  references: [
    {
      title: 'Working with associations in Systems Manager',
      url: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/state-manager-associations.html',
    },
  ],
  examples: {
    fires: {
      'a shell script, with a key': () => associated('AWS-RunShellScript'),
      'by the ARN of the document, with a role': () =>
        associated('arn:aws:ssm:us-east-1::document/AWS-RunPowerShellScript', {
          userIdentity: roleSession('eve', 'Operations'),
        }),
      'an own document, with all instances': () => associated('Update', {}, ALL),
      'an association gets another script': () =>
        associated('AWS-RunShellScript', { eventName: 'UpdateAssociation' }, [{ key: 'instanceids', values: ['*'] }]),
      'one of several associations in one call': () =>
        called('ssm', 'CreateAssociationBatch', {
          entries: [{ name: 'AWS-GatherSoftwareInventory' }, { name: 'AWS-RunShellScript' }],
        }),
      'in a maintenance window': () =>
        called('ssm', 'RegisterTaskWithMaintenanceWindow', { windowId: 'mw-0', taskArn: 'AWS-RunShellScript' }),
      'in a task of a maintenance window that was there': () =>
        called('ssm', 'UpdateMaintenanceWindowTask', {
          windowId: 'mw-0',
          windowTaskId: '1234abcd-12ab-34cd-56ef-1234567890ab',
          taskArn: 'AWS-RunShellScript',
        }),
      'by a person in the console, which is less': () =>
        associated('AWS-RunShellScript', { userIdentity: identityCenterUser() }),
      'by Terraform, which is less': () =>
        associated('AWS-RunShellScript', { userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0' }),
    },
    quiet: {
      'several associations in one call, none of which runs anything': () =>
        called('ssm', 'CreateAssociationBatch', {
          entries: [{ name: 'AWS-GatherSoftwareInventory' }, { name: 'AWS-UpdateSSMAgent' }],
        }),
      'the inventory of software': () => associated('AWS-GatherSoftwareInventory'),
      'the inventory of software of all instances': () => associated('AWS-GatherSoftwareInventory', {}, ALL),
      'an agent for all instances': () => associated('AmazonCloudWatch-ManageAgent', {}, ALL),
      'a document of AWS by its ARN, with all instances': () =>
        associated('arn:aws:ssm:us-east-1::document/AWS-UpdateSSMAgent', {}, ALL),
      'an own document, with one instance': () =>
        associated('Update', {}, [{ key: 'InstanceIds', values: ['i-0123456789abcdef0'] }]),
      'an own document, with some instances': () => associated('Update', {}, [{ key: 'tag:Stage', values: ['*'] }]),
      'patches in a maintenance window': () =>
        called('ssm', 'RegisterTaskWithMaintenanceWindow', { windowId: 'mw-0', taskArn: 'AWS-RunPatchBaseline' }),
      'a document with a similar name': () => associated('AWS-RunShellScriptOfOurs'),
      'a command that is run once': () => called('ssm', 'SendCommand', { documentName: 'AWS-RunShellScript' }),
      'it was refused': () => associated('AWS-RunShellScript', REFUSED),
      'CloudFormation creates a stack': () => associated('AWS-RunShellScript', BY_CLOUDFORMATION),
    },
  },
});

function runsAnything(document: unknown): boolean {
  return RUNS_ANYTHING.test(textOf(document) ?? '');
}

/** Whether a document is none of AWS's: those have no account in their ARN, and names that begin with AWS or Amazon. */
function isOwn(document: unknown): boolean {
  return !/::document\/|^(?:AWS|Amazon)/.test(textOf(document) ?? '');
}

/** Whether targets are all instances that there are. */
function areAll(targets: unknown): boolean {
  return listedObjects(targets).some(
    ({ key, values }) => textOf(key)?.toLowerCase() === 'instanceids' && listedTexts(values).includes('*'),
  );
}

function scheduled(
  calls: readonly string[],
  what: string,
  documentOf: (parameters: Readonly<Record<string, unknown>>) => string | undefined,
): Signal {
  return {
    means: 'a recurring command was set up with a key or a role',
    severity: 'Medium',
    service: 'ssm',
    calls,
    did(parameters) {
      const document = documentOf(parameters);
      return document === undefined ? undefined : `${what} ${document}`;
    },
    deployed: true,
    routine: {
      means: `${AT_WORK.means}; the user agent names an infrastructure-as-code tool`,
      is: (record) => AT_WORK.is(record) || saysDeploys(record.userAgent),
    },
  };
}

const ALL = [{ key: 'InstanceIds', values: ['*'] }];

function associated(name: string, overrides = {}, targets: readonly object[] = []) {
  return called('ssm', 'CreateAssociation', { name, targets, scheduleExpression: 'rate(30 minutes)' }, overrides);
}
