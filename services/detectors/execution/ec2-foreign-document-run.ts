import { accountIn } from '#services/model/arn.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { defineOutsiders, PARTNER, STRANGER } from '../kits/outsiders.ts';
import { listedObjects, listedTexts, textOf } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { EVERYBODY } from '#services/resources/kits/resource-policy.ts';
import { BY_CLOUDFORMATION, called, REFUSED } from '../kits/signals.ts';

export default defineOutsiders({
  type: 'Execution:EC2/ForeignDocumentRun',
  title: 'A document of an unknown account was run, or a document was shared with strangers',
  why: 'A Systems Manager document runs on instances as administrator, and its owner can change its contents at any time.',
  asks: 'Was a Systems Manager document of an account outside the organization run here, or a document of yours shared with strangers?',
  attack: ['T1651', 'T1537'],
  gifts: [
    {
      means: 'a document was run',
      severity: 'High',
      service: 'ssm',
      calls: [
        'SendCommand',
        'StartAutomationExecution',
        'CreateAssociation',
        'CreateAssociationBatch',
        'UpdateAssociation',
        'RegisterTaskWithMaintenanceWindow',
        'UpdateMaintenanceWindowTask',
      ],
      to: (_, record) =>
        documentsOf(record).flatMap((name) => (name.includes(':document/') ? (accountIn(name) ?? []) : [])),
      did: (_, record) => `ran document ${documentOf(record) ?? '(not named)'} of`,
    },
    {
      means: 'a document was shared',
      severity: 'Medium',
      toEverybody: 'Medium',
      service: 'ssm',
      calls: ['ModifyDocumentPermission'],
      to: ({ accountIdsToAdd }) => listedTexts(accountIdsToAdd).map((id) => (/^all$/i.test(id) ? EVERYBODY : id)),
      did: (_, record) => `shared document ${documentOf(record) ?? '(not named)'} with`,
    },
  ],
  about: (record) => aboutChanged(documentOf(record) ?? '(not named)', record),

  asff: 'TTPs/Execution/Execution:EC2-ForeignDocumentRun',
  blindTo: ['What the document does.', 'Documents that other documents run.'],
  falsePositives: ['Documents that are published on purpose.'],
  respond: [
    'Ask the caller whose document it is, and read what it does.',
    'If nobody knows it, isolate the instances that it ran on, and remove its association.',
    'Turn on the block of public sharing for documents.',
  ],
  references: [
    {
      title: 'Using shared SSM documents',
      url: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html',
    },
  ],
  examples: {
    fires: {
      'a command': () => run(STRANGER),
      'an association, through CloudFormation': () =>
        called('ssm', 'CreateAssociation', { name: documentArn(STRANGER) }, BY_CLOUDFORMATION),
      'one of several associations in one call': () =>
        called('ssm', 'CreateAssociationBatch', { entries: [{ name: 'patch' }, { name: documentArn(STRANGER) }] }),
      'in a maintenance window': () =>
        called('ssm', 'RegisterTaskWithMaintenanceWindow', { windowId: 'mw-0', taskArn: documentArn(STRANGER) }),
      'shared with everybody': () =>
        called('ssm', 'ModifyDocumentPermission', { name: 'patch', permissionType: 'Share', accountIdsToAdd: ['all'] }),
    },
    quiet: {
      'a function of a stranger in a maintenance window, which is no document': () =>
        called('ssm', 'RegisterTaskWithMaintenanceWindow', {
          windowId: 'mw-0',
          taskArn: `arn:aws:lambda:us-east-1:${STRANGER}:function:x`,
        }),
      'a document of AWS': () => run(''),
      'a document of the account, by its name': () => called('ssm', 'SendCommand', { documentName: 'patch' }),
      'a document of another account of the organization': () => run('444455556666'),
      'a document of a partner': () => ({ ...run(STRANGER), ...PARTNER }),
      'it was refused': () => run(STRANGER, REFUSED),
    },
  },
});

/** The documents that a call names; one may set up several associations. */
function documentsOf({ requestParameters: { entries, ...one } = {} }: CloudTrailRecord): readonly string[] {
  return [one, ...listedObjects(entries)].flatMap(
    ({ documentName, name, taskArn }) => textOf(documentName) ?? textOf(name) ?? textOf(taskArn) ?? [],
  );
}

/** The document of somebody else, if a call names one among its own. */
function documentOf(record: CloudTrailRecord): string | undefined {
  const names = documentsOf(record);
  return names.find((name) => ![undefined, record.accountId].includes(accountIn(name))) ?? names[0];
}

function documentArn(account: string): string {
  return `arn:aws:ssm:us-east-1:${account}:document/setup`;
}

function run(account: string, overrides = {}) {
  return called('ssm', 'SendCommand', { documentName: documentArn(account), instanceIds: ['i-0123'] }, overrides);
}
