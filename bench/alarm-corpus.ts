import type { Random } from './random.ts';

/** A CloudTrail file in which every event is a separate finding: users who each stop a trail. */
export function alarmFile(random: Random, count: number): string {
  const records = Array.from({ length: count }, () => {
    const user = `user-${random.hex(12)}`;
    return {
      eventVersion: '1.09',
      userIdentity: {
        type: 'IAMUser',
        principalId: `AIDA${random.hex(16).toUpperCase()}`,
        arn: `arn:aws:iam::111122223333:user/${user}`,
        accountId: '111122223333',
        accessKeyId: `AKIA${random.hex(16).toUpperCase()}`,
        userName: user,
      },
      eventTime: `2026-11-22T${String(random.below(24)).padStart(2, '0')}:${String(10 + random.below(50))}:00Z`,
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'StopLogging',
      awsRegion: 'eu-west-1',
      sourceIPAddress: '198.51.100.7',
      userAgent: 'aws-cli/2.17.0',
      requestParameters: { name: `trail-${random.hex(8)}` },
      responseElements: null,
      requestID: random.hex(32),
      eventID: random.hex(32),
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: '111122223333',
      eventCategory: 'Management',
    };
  });
  return JSON.stringify({ Records: records });
}
