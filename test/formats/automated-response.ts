import { z } from 'zod';

/**
 * The members that a responder needs in a GuardDuty finding before it isolates an instance, as AWS's public samples of
 * automated response read them: the names are from "Instance" in the Amazon GuardDuty API Reference. A list is empty
 * when an instance has none of something; a public address and a profile are optional.
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
