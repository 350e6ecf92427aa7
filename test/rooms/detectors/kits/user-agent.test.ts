import { expect, test } from 'vitest';
import { namesDistribution } from '#services/detectors/kits/user-agent.ts';

test.each([
  'aws-cli/2.17.0 ua/2.0 os/linux#6.8.11-amd64 md/arch#x86_64 md/distrib#kali.2024.2 lang/python#3.11.8',
  'aws-cli/2.9.19 Python/3.11.2 Linux/6.1.0-amd64 exe/x86_64.kali.2023 prompt/off',
  'aws-cli/1.22.34 Python/3.9.9 Linux/5.15.0-kali3-amd64 botocore/1.23.34',
  'Boto3/1.17.40 Python/3.9.2 Linux/5.10.0-kali7-686-pae Botocore/1.20.40',
  '[aws-cli/2.1 Python/3.7 LINUX/5.9.0-KALI1-AMD64]',
  'S3 Browser (Kali Linux)',
  'Mozilla/5.0 (X11; Kali GNU/Linux; rv:109.0)',
])('%s runs on it', (userAgent) => {
  expect(namesDistribution(userAgent, 'kali')).toBe(true);
});

test.each([
  '',
  'kali',
  'kali/1.0',
  'kalinka/1.0',
  'app/kali-billing',
  'aws-cli/2.17.0 os/linux#6.8.0 md/distrib#kalinka.1',
  'aws-cli/2.17.0 os/linux#6.8.0 md/distrib#ubuntu.24 app/mikali',
  'Mozilla/5.0 (X11; Ubuntu; Linux x86_64) kali-linux-mirror-checker-not',
  'Alkali Linux Importer/1.0',
  'packer/1.9 (kali-linux; image build)',
  'packer/1.9 (build; kali linux image)',
  'Terraform/1.5.0 terraform-provider-aws/5.0 module/kali linux lab',
])('"%s" does not', (userAgent) => {
  expect(namesDistribution(userAgent, 'kali')).toBe(false);
});
