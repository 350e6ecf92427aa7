import { expect, test } from 'vitest';
import { runsOn } from '#services/detectors/kits/user-agent.ts';

test.each([
  'aws-cli/2.17.0 ua/2.0 os/linux#6.8.11-amd64 md/arch#x86_64 md/distrib#kali.2024.2 lang/python#3.11.8',
  'aws-cli/2.9.19 Python/3.11.2 Linux/6.1.0-amd64 exe/x86_64.kali.2023 prompt/off',
  'aws-cli/1.22.34 Python/3.9.9 Linux/5.15.0-kali3-amd64 botocore/1.23.34',
  'Boto3/1.17.40 Python/3.9.2 Linux/5.10.0-kali7-686-pae Botocore/1.20.40',
  '[aws-cli/2.1 Python/3.7 LINUX/5.9.0-KALI1-AMD64]',
  'S3 Browser (Kali Linux)',
  'Mozilla/5.0 (X11; Kali GNU/Linux; rv:109.0)',
])('%s runs on it', (userAgent) => {
  expect(runsOn('kali')(userAgent)).toBe(true);
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
  expect(runsOn('kali')(userAgent)).toBe(false);
});

test.each([
  ['parrot', 'aws-cli/2.17.0 ua/2.0 os/linux#6.5.0-13parrot1-amd64 md/distrib#parrot.6.1'],
  ['parrot', 'aws-cli/1.22.34 Python/3.9.9 Linux/6.1.0-1parrot1-amd64 botocore/1.23.34'],
  ['parrot', 'Mozilla/5.0 (X11; Parrot Security)'],
  ['parrot', 'Mozilla/5.0 (X11; Parrot OS 6.1)'],
  ['pentoo', '[aws-cli/2.9.19 Python/3.11.2 Linux/6.1.12-pentoo exe/x86_64.pentoo.2]'],
  ['pentoo', 'curl/8.5 (Pentoo GNU/Linux; x86_64)'],
])('%s: %s runs on it', (name, userAgent) => {
  expect(runsOn(name)(userAgent)).toBe(true);
  expect(['kali', 'parrot', 'pentoo'].filter((other) => runsOn(other)(userAgent))).toEqual([name]);
});

test.each([
  'parrot/1.0',
  'aws-sdk-go/1.44 app/parrot-os-docs',
  'aws-cli/2.17.0 os/linux#6.8.0-parrotfish md/distrib#debian.12',
  'Mozilla/5.0 (X11; Linux x86_64; parrot feather)',
])('"%s" is no Parrot', (userAgent) => {
  expect(runsOn('parrot')(userAgent)).toBe(false);
});
