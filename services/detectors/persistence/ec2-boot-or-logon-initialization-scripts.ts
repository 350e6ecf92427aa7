import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { attributeGiven } from '../kits/instance-attribute.ts';
import { member } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, defineSignals, REFUSED } from '../kits/signals.ts';

export default defineSignals({
  type: 'Persistence:EC2/BootOrLogonInitializationScripts',
  title: 'The user data of an instance was changed',
  why: 'User data runs as root when an instance starts: whoever can change it can run anything there without signing in.',
  asks: 'Was the user data of an existing instance changed?',
  attack: ['T1037', 'T1059'],
  signals: [
    {
      means: 'the user data of an instance was changed',
      severity: 'High',
      service: 'ec2',
      calls: ['ModifyInstanceAttribute'],
      did: (parameters) =>
        // The content is masked; its presence is enough.
        attributeGiven(parameters, 'userData') === undefined
          ? undefined
          : `changed the user data (start-up script) of ${String(parameters['instanceId'])}`,
      deployed: true,
    },
  ],
  about(record) {
    const subject = aboutChanged(member(record.requestParameters, 'instanceId'), record);
    return (
      subject && { ...subject, resource: { ...subject.resource, instanceDetails: { instanceId: subject.resource.id } } }
    );
  },

  asff: 'TTPs/Persistence/Persistence:EC2-BootOrLogonInitializationScripts',
  blindTo: [
    'What the script does.',
    'User data in launch templates, and of instances that are launched with it.',
    'Whether the instance has started since: the script runs only at a start.',
  ],
  falsePositives: ['Administrators who change the script of a stopped instance.'],
  respond: [
    'Read the script (DescribeInstanceAttribute) before the instance starts again, and ask who wrote it.',
    'If nobody knows it, isolate the instance, keep its disks, and review what its role did.',
  ],
  references: [
    {
      title: 'Run commands when you launch an EC2 instance with user data input',
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html',
    },
  ],
  examples: {
    fires: {
      'masked, as in the record': () =>
        called('ec2', 'ModifyInstanceAttribute', { ...INSTANCE, userData: '<sensitiveDataRemoved>' }),
      'by a role, as an object': () =>
        called(
          'ec2',
          'ModifyInstanceAttribute',
          { ...INSTANCE, userData: { value: '<sensitiveDataRemoved>' } },
          { userIdentity: roleSession('eve', 'Operations') },
        ),
      'the form of the call that names the attribute': () =>
        called('ec2', 'ModifyInstanceAttribute', {
          ...INSTANCE,
          attribute: 'userData',
          value: '<sensitiveDataRemoved>',
        }),
    },
    quiet: {
      'the instance type is changed': () =>
        called('ec2', 'ModifyInstanceAttribute', { ...INSTANCE, instanceType: { value: 't3.large' } }),
      'the instance was not stopped': () =>
        called(
          'ec2',
          'ModifyInstanceAttribute',
          { ...INSTANCE, userData: '<sensitiveDataRemoved>' },
          { errorCode: 'Client.IncorrectInstanceState' },
        ),
      'it was refused': () =>
        called('ec2', 'ModifyInstanceAttribute', { ...INSTANCE, userData: '<sensitiveDataRemoved>' }, REFUSED),
      'CloudFormation updates a stack': () =>
        called(
          'ec2',
          'ModifyInstanceAttribute',
          { ...INSTANCE, userData: '<sensitiveDataRemoved>' },
          BY_CLOUDFORMATION,
        ),
    },
  },
});

const INSTANCE = { instanceId: 'i-0123456789abcdef0' };
