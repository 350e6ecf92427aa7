import { ec2Parameter } from '../kits/ec2-parameter.ts';
import { defineOutsiders, PARTNER, STRANGER } from '../kits/outsiders.ts';
import { listedTexts } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, REFUSED } from '../kits/signals.ts';

export default defineOutsiders({
  type: 'Impact:EC2/AddressGivenAway',
  title: 'An elastic address was offered to a strange account',
  why: 'Names and lists that trust the address go on trusting it when it is somebody else’s.',
  asks: 'Was an elastic address offered to an account that is none of yours?',
  attack: ['T1584', 'T1557'],
  gifts: [
    {
      means: 'an elastic address was offered',
      severity: 'High',
      service: 'ec2',
      calls: ['EnableAddressTransfer'],
      to: (_, record) => listedTexts(ec2Parameter(record, 'transferAccountId')),
      did: (_, record) => `offered address ${String(ec2Parameter(record, 'allocationId'))} to`,
    },
  ],
  about: (record) => aboutChanged(ec2Parameter(record, 'allocationId'), record),

  asff: 'Effects/Impact:EC2-AddressGivenAway',
  blindTo: ['Whether the other account accepted.', 'Ranges of one’s own that AWS no longer announces.'],
  falsePositives: [],
  respond: [
    'Take the offer back (DisableAddressTransfer), and ask the caller whose account it is.',
    'If the address is gone, take it out of every record and list that names it.',
  ],
  references: [
    {
      title: 'Transfer an Elastic IP address between AWS accounts',
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/transfer-EIPs-intro-ec2.html',
    },
  ],
  examples: {
    fires: {
      'as EC2 writes it now': () => offer(STRANGER),
      'with plain parameters, through CloudFormation': () =>
        called(
          'ec2',
          'EnableAddressTransfer',
          { allocationId: 'eipalloc-0123', transferAccountId: STRANGER },
          BY_CLOUDFORMATION,
        ),
    },
    quiet: {
      'to an account of one’s own': () => offer('444455556666'),
      'to a partner': () => ({ ...offer(STRANGER), ...PARTNER }),
      'it was refused': () => offer(STRANGER, REFUSED),
    },
  },
});

function offer(TransferAccountId: string, overrides = {}) {
  const EnableAddressTransferRequest = { AllocationId: 'eipalloc-0123', TransferAccountId };
  return called('ec2', 'EnableAddressTransfer', { EnableAddressTransferRequest }, overrides);
}
