import { ec2Parameter } from '../kits/ec2-parameter.ts';
import { defineOutsiders, PARTNER, STRANGER } from '../kits/outsiders.ts';
import { listedTexts } from '../kits/parameters.ts';
import { aboutChanged } from '../kits/principal.ts';
import { BY_CLOUDFORMATION, called, REFUSED } from '../kits/signals.ts';

export default defineOutsiders({
  type: 'Impact:EC2/AddressGivenAway',
  title: 'An Elastic IP address was offered to an unknown account',
  why: 'DNS names and allowlists that trust the address keep trusting it when somebody else has it.',
  asks: 'Was an Elastic IP address offered to an account outside the organization?',
  attack: ['T1584', 'T1557'],
  gifts: [
    {
      means: 'an Elastic IP address was offered',
      severity: 'High',
      service: 'ec2',
      calls: ['EnableAddressTransfer'],
      to: (_, record) => listedTexts(ec2Parameter(record, 'transferAccountId')),
      did: (_, record) => `offered address ${String(ec2Parameter(record, 'allocationId'))} to`,
    },
  ],
  about: (record) => aboutChanged(ec2Parameter(record, 'allocationId'), record),

  asff: 'Effects/Impact:EC2-AddressGivenAway',
  blindTo: ['Whether the other account accepted.', 'Your own address ranges that AWS no longer announces.'],
  falsePositives: [],
  respond: [
    'Withdraw the offer (DisableAddressTransfer), and ask the caller whose account it is.',
    'If the address is gone, remove it from every DNS record and list that names it.',
  ],
  references: [
    {
      title: 'Transfer an Elastic IP address between AWS accounts',
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/transfer-EIPs-intro-ec2.html',
    },
  ],
  examples: {
    fires: {
      'in the current form of EC2': () => offer(STRANGER),
      'with plain parameters, through CloudFormation': () =>
        called(
          'ec2',
          'EnableAddressTransfer',
          { allocationId: 'eipalloc-0123', transferAccountId: STRANGER },
          BY_CLOUDFORMATION,
        ),
    },
    quiet: {
      'to an account of the organization': () => offer('444455556666'),
      'to a partner': () => ({ ...offer(STRANGER), ...PARTNER }),
      'it was refused': () => offer(STRANGER, REFUSED),
    },
  },
});

function offer(TransferAccountId: string, overrides = {}) {
  const EnableAddressTransferRequest = { AllocationId: 'eipalloc-0123', TransferAccountId };
  return called('ec2', 'EnableAddressTransfer', { EnableAddressTransferRequest }, overrides);
}
