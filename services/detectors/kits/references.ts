/** Pages that detectors refer to. */
export const EC2_TYPES = {
  title: 'GuardDuty EC2 finding types',
  url: 'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html',
};
export const LAMBDA_TYPES = {
  title: 'GuardDuty Lambda Protection finding types',
  url: 'https://docs.aws.amazon.com/guardduty/latest/ug/lambda-protection-finding-types.html',
};
