import { expect, test } from 'vitest';
import { mayBeMovedSsh } from '#services/detectors/kits/moved-ssh.ts';

test.each([1, 24, 26, 100, 221, 222, 1022, 2022, 2200, 2222, 10_022, 20_022, 22_022, 22_222])(
  '%d may be SSH',
  (port) => {
    expect(mayBeMovedSsh(port)).toBe(true);
  },
);

test.each([0, 22, 23, 25, 80, 89, 443, 445, 514, 587, 853, 873, 993, 995, 1023, 1024, 2223, 8022, 32_022])(
  '%d is no SSH, or no other than the usual',
  (port) => {
    expect(mayBeMovedSsh(port)).toBe(false);
  },
);
