import { z } from 'zod';

/**
 * What a responder that isolates an instance needs of a GuardDuty finding before it acts, as AWS's public samples of automated
 * response ask for it: members by the names of "Instance" in the Amazon GuardDuty API Reference. Where an instance has none
 * of something, its list is empty; a public address and a profile it need not have.
 */
const PRESENT = z.string().min(1);

const Interface = z.looseObject({
  networkInterfaceId: PRESENT,
  subnetId: PRESENT,
  vpcId: PRESENT,
  privateIpAddress: PRESENT,
  privateDnsName: z.string().optional(),
  publicIp: PRESENT.optional(),
  publicDnsName: z.string().optional(),
  securityGroups: z.array(z.looseObject({ groupId: PRESENT, groupName: PRESENT })).min(1),
});

export const AUTOMATED_RESPONSE = z.looseObject({
  schemaVersion: z.literal('2.0'),
  id: z.string().regex(/^[0-9a-f]{32}$/),
  accountId: z.string().regex(/^\d{12}$/),
  region: PRESENT,
  type: PRESENT,
  severity: z.number(),
  resource: z.looseObject({
    resourceType: PRESENT,
    instanceDetails: z.looseObject({
      instanceId: z.string().regex(/^i-[0-9a-f]+$/),
      instanceType: PRESENT,
      imageId: PRESENT,
      launchTime: z.iso.datetime(),
      availabilityZone: PRESENT,
      instanceState: PRESENT,
      networkInterfaces: z.array(Interface).min(1),
      tags: z.array(z.strictObject({ key: PRESENT, value: z.string() })),
      productCodes: z.array(z.looseObject({})),
      iamInstanceProfile: z.looseObject({ arn: PRESENT, id: PRESENT }).nullish(),
      platform: z.string().nullish(),
    }),
  }),
});
